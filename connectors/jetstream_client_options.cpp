#include "connectors/jetstream_client_options.h"

#include <algorithm>
#include <cctype>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

class Complaints {
 public:
  template <class T>
  void range(const char* name, T value, T least, T most, const char* said) {
    if (value < least || value > most) wrong.push_back(std::string(name) + ": must be " + said);
  }
  void words(const char* name, const std::vector<std::string>& values) {
    if (values.size() > 100) wrong.push_back(std::string(name) + ": more than 100");
    const auto plain = [](unsigned char c) {
      return std::isalnum(c) != 0 ||
             std::string_view(".:*-_%").find(static_cast<char>(c)) != std::string_view::npos;
    };
    for (const auto& value : values)
      if (value.empty() || !std::ranges::all_of(value, plain))
        wrong.push_back(std::string(name) + ": '" + value +
                        "' holds characters that no such name has");
  }
  std::vector<std::string> wrong;
};

void check_hosts(const JetstreamOptions& options, std::vector<std::string>& wrong) {
  if (options.hosts.empty() || options.hosts.size() > 16)
    wrong.emplace_back("url: must be 1 to 16");
  for (const auto& text : options.hosts) {
    const auto host = parse_jetstream_host(text);
    if (!host)
      wrong.push_back("url: " + host.error());
    else if (!host->tls && !host->loopback() && options.plain_text == PlainText::loopback_only)
      wrong.push_back("url: '" + text +
                      "' has no TLS, so anyone on the way could change what is heard; use "
                      "wss://, or set insecure: true");
  }
}

std::string encoded(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '.' || c == '-' || c == '_' || c == ':' || c == '*')
      out += c;
    else
      (out += '%') += {"0123456789ABCDEF"[byte >> 4], "0123456789ABCDEF"[byte & 15]};
  }
  return out;
}

}  // namespace

std::vector<std::string> JetstreamOptions::validate() const {
  Complaints c;
  if (name.empty()) c.wrong.emplace_back("name: is empty; give the source a name");
  check_hosts(*this, c.wrong);
  c.words("collections", collections);
  c.words("dids", dids);
  std::error_code error;
  for (const auto* file : {&dictionary, &ca_file})
    if (!file->empty() && !std::filesystem::is_regular_file(*file, error))
      c.wrong.push_back((file == &dictionary ? "dictionary: " : "ca_file: ") + file->string() +
                        ": no such file");
  c.range<std::chrono::milliseconds>("overlap", overlap, 0ms, 10min, "0 to 10m");
  c.range<std::chrono::milliseconds>("switch_overlap", switch_overlap, 0ms, 1h, "0 to 1h");
  c.range<std::chrono::milliseconds>("gap_after", gap_after, 1s, 1h, "1s to 1h");
  c.range<std::chrono::minutes>("lookback", lookback, 1min, 720h, "1m to 30d");
  c.range<std::chrono::milliseconds>("silence", silence, 100ms, 1h, "100ms to 1h");
  c.range<std::chrono::milliseconds>("connect_deadline", connect_deadline, 100ms, 2min,
                                     "100ms to 2m");
  c.range<std::chrono::milliseconds>("pass_on_after", pass_on_after, 0ms, 5ms, "0 to 5ms");
  c.range<std::chrono::milliseconds>("wait_first", wait_first, 1ms, 1min, "1ms to 1m");
  c.range<std::chrono::milliseconds>("wait_most", wait_most, 1ms, 10min, "1ms to 10m");
  c.range<std::chrono::milliseconds>("refused_wait", refused_wait, 1ms, 24h, "1ms to 1d");
  c.range<std::size_t>("overlap_keys", overlap_keys, 64, 1 << 22, "64 to 4194304");
  return std::move(c.wrong);
}

bool JetstreamHost::loopback() const {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::expected<JetstreamHost, std::string> parse_jetstream_host(std::string_view text) {
  const auto bad = [&](const char* why) {
    return std::unexpected("'" + std::string(text) + "' " + why +
                           "; it should look like wss://jetstream.example.org");
  };
  JetstreamHost out;
  std::string_view rest = text;
  if (rest.starts_with("ws://"))
    out.tls = false;
  else if (rest.find("://") != rest.npos && !rest.starts_with("wss://"))
    return bad("is neither wss:// nor ws://");
  if (const auto scheme = rest.find("://"); scheme != rest.npos) rest.remove_prefix(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  out.path = rest.substr(authority.size());
  if (out.path.empty() || out.path == "/") out.path = "/subscribe";
  if (out.path.find_first_of("?# \r\n") != std::string::npos)
    return bad("has a query; options have their own names");
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
  out.host = authority.substr(0, colon);
  if (out.host.starts_with('[') && out.host.ends_with(']'))
    out.host = out.host.substr(1, out.host.size() - 2);
  out.port = colon == authority.npos ? (out.tls ? "443" : "80") : authority.substr(colon + 1);
  if (out.host.empty() || out.host.find_first_of("@[]\\ \r\n\t") != std::string::npos)
    return bad("names no host");
  const bool digits =
      std::ranges::all_of(out.port, [](unsigned char c) { return std::isdigit(c) != 0; });
  if (out.port.empty() || out.port.size() > 5 || !digits || std::stoi(out.port) > 65535)
    return bad("has no valid port");
  return out;
}

std::string jetstream_target(const JetstreamHost& host, const JetstreamOptions& options,
                             std::optional<std::int64_t> cursor) {
  std::string out = host.path;
  char next = '?';
  const auto add = [&](std::string_view key, std::string_view value) {
    out += next;
    out.append(key).append("=").append(encoded(value));
    next = '&';
  };
  for (const auto& collection : options.collections) add("wantedCollections", collection);
  for (const auto& did : options.dids) add("wantedDids", did);
  if (cursor) add("cursor", std::to_string(*cursor));
  if (!options.dictionary.empty()) add("compress", "true");
  return out;
}

}  // namespace tocsin
