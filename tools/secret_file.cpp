#include "tools/secret_file.h"

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

namespace tocsin::tools {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t secret_bytes_most = 1000;
constexpr std::size_t key_bytes = 32;

Fault wrong(std::string_view key, const fs::path& file, std::string_view what) {
  return {ExitCode::bad_config, std::string(key) + ": " + file.string() + std::string(what)};
}

std::string new_key() {
  std::array<unsigned char, key_bytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string hex(2 * key_bytes + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  sodium_memzero(bytes.data(), bytes.size());
  hex.back() = '\n';
  return hex;
}

/// Whole under its name, or not there: a half one would lock everybody out.
std::expected<void, Fault> make_key(std::string_view key, const fs::path& file) {
  const auto failed = [&] {
    const int error = errno;
    const auto code =
        error == EACCES || error == EPERM ? ExitCode::not_permitted : ExitCode::try_again;
    return std::unexpected(
        Fault{code, std::string(key) + ": " + file.string() +
                        " cannot be made: " + std::generic_category().message(error)});
  };
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  std::string aside = file.string() + ".XXXXXX";
  const int out = ::mkostemp(aside.data(), O_CLOEXEC);  // 0600
  if (out < 0) return failed();
  auto text = new_key();
  bool done = ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  sodium_memzero(text.data(), text.size());
  done = done && ::fsync(out) == 0;
  done = ::close(out) == 0 && done;
  // A link, unlike a rename, takes nobody's place.
  if (done && (::link(aside.c_str(), file.c_str()) == 0 || errno == EEXIST)) {
    ::unlink(aside.c_str());
    const int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return {};
    ::fsync(folder);
    ::close(folder);
    return {};
  }
  const auto fault = failed();
  ::unlink(aside.c_str());
  return fault;
}

}  // namespace

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\v\f") == line.npos;
}

std::expected<std::string, Fault> secret_of(std::string_view key, const fs::path& file) {
  std::error_code error;
  const auto status = fs::status(file, error);
  if (error || !fs::is_regular_file(status))
    return std::unexpected(wrong(key, file, ": no such file; put the secret into it"));
  const auto others = fs::perms::group_all | fs::perms::others_all;
  if ((status.permissions() & others) != fs::perms::none)
    return std::unexpected(wrong(key, file, " may be read by others than its owner: chmod 600"));
  std::ifstream in(file, std::ios::binary);
  std::string secret{std::istreambuf_iterator<char>(in), {}};
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  if (!in || secret.empty() || secret.size() > secret_bytes_most ||
      secret.find_first_of("\r\n") != secret.npos)
    return std::unexpected(
        wrong(key, file, ": cannot be read, is empty, or holds more than one line"));
  if (is_blank(secret))
    return std::unexpected(
        wrong(key, file,
              ": holds nothing but blanks, which anybody could guess; put the secret "
              "into it"));
  return secret;
}

std::expected<std::string, Fault> key_of(std::string_view key, const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error))
    if (auto made = make_key(key, file); !made) return std::unexpected(made.error());
  auto hex = secret_of(key, file);
  if (!hex) return hex;
  std::string bytes(key_bytes, '\0');
  std::size_t size = 0;
  const int read = sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                                  hex->data(), hex->size(), nullptr, &size, nullptr);
  sodium_memzero(hex->data(), hex->size());
  if (read == 0 && size == key_bytes) return bytes;
  return std::unexpected(wrong(key, file,
                               ": is not 64 hexadecimals; put back the one that was there. Without "
                               "it no one-time code can be checked, and recovery codes alone let "
                               "people in"));
}

}  // namespace tocsin::tools
