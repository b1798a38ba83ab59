#include "tools/engine_client.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>

#include <curl/curl.h>
#include <simdjson.h>

#include "tools/messages.h"
#include "tools/quantity.h"
#include "tools/secret_file.h"

namespace tocsin::tools {
namespace {

constexpr std::chrono::seconds patience{10};
constexpr std::size_t answer_bytes = 64 << 20;

/// Empty: there is none.
std::expected<std::string, Fault> token_of(const EngineAddress& address) {
  std::string token;
  if (address.token_file.empty()) {
    const char* value = std::getenv("TOCSIN_TOKEN");
    token = value == nullptr ? "" : value;
  } else {
    std::ifstream in(address.token_file, std::ios::binary);
    token.assign(std::istreambuf_iterator<char>(in), {});
  }
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  const bool given = !token.empty() || !address.token_file.empty();
  if (given && is_blank(token))
    return std::unexpected(
        Fault{ExitCode::wrong_use,
              (address.token_file.empty() ? std::string("TOCSIN_TOKEN") : address.token_file) +
                  " holds nothing but blanks: put a token of `tocsin token add` into it, or leave "
                  "it out"});
  return token;
}

struct Asked {
  std::string path;
  const std::string* body = nullptr;  ///< none: it is a GET
};

struct Answer {
  long status = 0;
  std::string body;
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.size() + size * count > answer_bytes) return 0;
  body.append(bytes, size * count);
  return size * count;
}

/// One request on a connection of its own; else why nobody answered. Straight to the engine: a
/// proxy is for what is outside, and must not see the token.
std::expected<Answer, std::string> call(const std::string& base, const Asked& asked,
                                        const std::string& token) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(),
                                                                   &curl_easy_cleanup);
  CURL* curl = handle.get();
  if (curl == nullptr) return std::unexpected("out of memory");
  Answer answer;
  std::array<char, CURL_ERROR_SIZE> said{};
  const std::string url = base + asked.path;
  curl_slist* fields = curl_slist_append(nullptr, "Accept: application/json");
  if (!token.empty())
    fields = curl_slist_append(fields, ("Authorization: Bearer " + token).c_str());
  if (asked.body != nullptr) {
    fields = curl_slist_append(fields, "Content-Type: application/json");
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, asked.body->data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(asked.body->size()));
  }
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http");
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(patience.count()));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "tocsin");
  // OpenSSL's own variable, which libcurl does not look at.
  if (const char* trusted = std::getenv("SSL_CERT_FILE"); trusted != nullptr && *trusted != '\0')
    curl_easy_setopt(curl, CURLOPT_CAINFO, trusted);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, said.data());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  const CURLcode code = curl_easy_perform(curl);
  curl_slist_free_all(fields);
  if (code == CURLE_GOT_NOTHING && base.starts_with("http:"))
    return std::unexpected("it hangs up; if it speaks TLS, write https://" + base.substr(7));
  if (code != CURLE_OK)
    return std::unexpected(said.front() == '\0' ? curl_easy_strerror(code) : said.data());
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

/// `http://127.0.0.1:8420` of `127.0.0.1:8420`; an address that names its scheme keeps it.
std::optional<std::string> base_of(const std::string& server) {
  const std::size_t colons = server.find("://");
  const std::string scheme = colons == server.npos ? "http" : server.substr(0, colons);
  if (scheme != "http" && scheme != "https") return std::nullopt;
  std::string place = colons == server.npos ? server : server.substr(colons + 3);
  if (place.ends_with('/')) place.pop_back();
  if (place.find_first_of("/?#@ ") != place.npos || !parse_address(place)) return std::nullopt;
  if (place.starts_with(':')) place.insert(0, "127.0.0.1");
  return scheme + "://" + place;
}

/// What a problem says to a person, of the JSON that it comes in.
std::string said_in(const std::string& body) {
  simdjson::dom::parser parser;
  simdjson::dom::element problem;
  std::string_view text;
  if (parser.parse(body).get(problem) != simdjson::SUCCESS) return printable(body);
  for (const std::string_view key : {"detail", "title"})
    if (problem.at_key(key).get(text) == simdjson::SUCCESS && !text.empty()) return printable(text);
  return printable(body);
}

std::expected<std::string, Fault> exchange(const EngineAddress& address, const Asked& asked) {
  const auto base = base_of(address.server);
  if (!base)
    return std::unexpected(Fault{ExitCode::wrong_use,
                                 "--server " + address.server +
                                     ": write `127.0.0.1:8420`, or `https://tocsin.example:443`"});
  const auto token = token_of(address);
  if (!token) return std::unexpected(token.error());
  auto answer = call(*base, asked, *token);
  if (!answer)
    return std::unexpected(Fault{ExitCode::unavailable,
                                 "no engine answers at " + address.server + " (" + answer.error() +
                                     "): start `tocsin serve`, or say where it is with --server"});
  const auto status = answer->status;
  if (status == 200) return std::move(answer->body);
  if ((status == 401 || status == 403) && token->empty())
    return std::unexpected(Fault{ExitCode::not_permitted,
                                 "the engine wants a token: make one with `tocsin token add`, and "
                                 "give it with --token-file or TOCSIN_TOKEN"});
  if (status == 401 || status == 403)
    return std::unexpected(Fault{ExitCode::not_permitted,
                                 "the engine refused the token: " + said_in(answer->body) +
                                     "; `tocsin token add` makes one with the scope that is "
                                     "missing, `tocsin token list` shows those that there are"});
  return std::unexpected(Fault{ExitCode::no, "the engine refused (" + std::to_string(status) +
                                                 "): " + said_in(answer->body)});
}

}  // namespace

void add_engine_address(Command command, EngineAddress& address) {
  command.option("--server", address.server,
                 "where the engine listens; default 127.0.0.1:8420; https://HOST:PORT with `tls`");
  command
      .option("--token-file", address.token_file,
              "a file with an API token; default: the variable TOCSIN_TOKEN")
      .existing_file();
}

std::expected<std::string, Fault> ask_engine(const EngineAddress& address,
                                             const std::string& path) {
  return exchange(address, {path});
}

std::expected<std::string, Fault> tell_engine(const EngineAddress& address, const std::string& path,
                                              const std::string& body) {
  return exchange(address, {path, &body});
}

}  // namespace tocsin::tools
