#include "engine/people/password.h"

#include <algorithm>
#include <array>

#include <sodium.h>

#include "engine/people/bounds.h"

namespace tocsin {
namespace {

// Of those that every list begins with, the ones that are long enough to be taken, and the roots of
// what people make from them.
constexpr std::array<std::string_view, 26> well_known{
    "password",      "passw0rd", "qwertyuiop", "qwerty",   "letmein",  "welcome",  "iloveyou",
    "administrator", "changeme", "trustno1",   "abc123",   "football", "baseball", "superman",
    "sunshine",      "princess", "dragon",     "monkey",   "master",   "passwort", "hallo",
    "schatz",        "tocsin",   "asdfgh",     "zaq12wsx", "1q2w3e4r"};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

/// Without the digits and signs that people put around a word to make it longer.
std::string_view core_of(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  };
  while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  return text;
}

/// One piece over and over: `aaaaaaaaaaaa`, `abcabcabcabc`.
bool repeats(std::string_view text) {
  for (std::size_t period = 1; period <= 4 && period < text.size(); ++period) {
    bool same = true;
    for (std::size_t i = period; i < text.size() && same; ++i) same = text[i] == text[i - period];
    if (same) return true;
  }
  return false;
}

/// `123456789012`, `abcdefghijkl`, and back.
bool counts(std::string_view text) {
  int up = 0, down = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const int step = text[i] - text[i - 1];
    up += step == 1 || step == -9;
    down += step == -1 || step == 9;
  }
  const auto most = static_cast<int>(text.size()) - 1;
  return up == most || down == most;
}

bool is_well_known(const std::string& password) {
  const auto core = core_of(password);
  if (core.empty()) return false;
  return std::ranges::any_of(well_known, [&](std::string_view word) {
    if (core == word) return true;
    // The word twice or three times.
    return core.size() % word.size() == 0 && core.starts_with(word) && core.ends_with(word) &&
           core.size() <= 3 * word.size();
  });
}

}  // namespace

std::string trouble_with_password(std::string_view password, std::string_view login) {
  if (password.size() < bounds::password_bytes_least)
    return "a password has at least 12 characters: a few words that only you put together";
  if (password.size() > bounds::password_bytes_most) return "a password has at most 128 bytes";
  const auto plain = lower(password);
  const bool is_login = login.size() >= 3 && core_of(plain) == core_of(lower(login));
  if (is_login || is_well_known(plain) || repeats(plain) || counts(plain))
    return "this is one of the first that others would try: take a few words that only you put "
           "together";
  return {};
}

std::string hash_of_password(std::string_view password, const PasswordCost& cost) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), password.data(), password.size(), cost.passes, cost.bytes) !=
      0)
    return {};
  return hash.data();
}

bool password_fits(std::string_view password, const std::string& hash) {
  return !hash.empty() &&
         crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(const std::string& hash, const PasswordCost& cost) {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), cost.passes, cost.bytes) == 1;
}

}  // namespace tocsin
