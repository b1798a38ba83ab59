#include "rules/rule_set.h"

#include "rules/fold.h"

namespace tocsin::rules {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return out;
}

std::string key(std::string_view source, std::string_view name, bool handle) {
  std::string out(source);
  out += handle ? ":@" : ":";
  return out += handle ? lower(name) : std::string(name);
}

}  // namespace

std::size_t AccountTable::mix(std::string_view name) {
  const auto last = static_cast<unsigned char>(name.back() | 0x20);
  const auto first = static_cast<unsigned char>(name.front() | 0x20);
  return (name.size() * 97 + last * 31U + first) % 1024;
}

void AccountTable::add(std::string_view account, std::uint32_t brand) {
  const std::size_t colon = account.find(':');
  if (colon == std::string_view::npos || colon + 1 >= account.size()) return;
  const std::string_view source = account.substr(0, colon);
  std::string_view name = account.substr(colon + 1);
  const bool handle = name.starts_with('@') && name.size() > 1;
  if (handle) name.remove_prefix(1);
  brand_of_.emplace(key(source, name, handle), brand);
  seen_.set(mix(name));
}

std::uint32_t AccountTable::find(std::string_view source, std::string_view id,
                                 std::string_view handle) const {
  if (maybe(id))
    if (const auto found = brand_of_.find(key(source, id, false)); found != brand_of_.end())
      return found->second;
  if (handle.starts_with('@')) handle.remove_prefix(1);
  if (maybe(handle))
    if (const auto found = brand_of_.find(key(source, handle, true)); found != brand_of_.end())
      return found->second;
  return none;
}

}  // namespace tocsin::rules
