#include "tools/engine_client.h"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <simdjson.h>

#include "tools/messages.h"
#include "tools/quantity.h"
#include "tools/secret_file.h"

namespace tocsin::tools {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr std::chrono::seconds patience{10};
constexpr std::uint64_t answer_bytes = 64 << 20;

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

/// One request and its answer, on a connection of its own.
class Exchange {
 public:
  explicit Exchange(http::request<http::string_body> request) : request_(std::move(request)) {
    parser_.body_limit(answer_bytes);
  }
  boost::system::error_code run(const Address& at) {
    stream_.expires_after(patience);
    boost::system::error_code error;
    const auto host = asio::ip::make_address(at.host == "localhost" ? "127.0.0.1" : at.host, error);
    if (error) return error;
    stream_.async_connect({host, at.port}, [&](boost::system::error_code failed) {
      result_ = failed;
      if (!failed) write();
    });
    io_.run();
    return result_;
  }
  const http::response<http::string_body>& answer() { return parser_.get(); }

 private:
  void write() {
    http::async_write(stream_, request_, [this](boost::system::error_code failed, std::size_t) {
      result_ = failed;
      if (!failed) read();
    });
  }
  void read() {
    http::async_read(stream_, buffer_, parser_,
                     [this](boost::system::error_code failed, std::size_t) { result_ = failed; });
  }

  asio::io_context io_;
  beast::tcp_stream stream_{io_};
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response_parser<http::string_body> parser_;
  boost::system::error_code result_;
};

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

std::expected<std::string, Fault> exchange(const EngineAddress& address,
                                           http::request<http::string_body> request) {
  const auto at = parse_address(address.server);
  if (!at)
    return std::unexpected(
        Fault{ExitCode::wrong_use, "--server " + address.server + ": write `127.0.0.1:8420`"});
  request.set(http::field::host, address.server);
  request.set(http::field::connection, "close");
  const auto token = token_of(address);
  if (!token) return std::unexpected(token.error());
  if (!token->empty()) request.set(http::field::authorization, "Bearer " + *token);
  Exchange one(std::move(request));
  if (const auto failed = one.run(*at))
    return std::unexpected(Fault{
        ExitCode::unavailable, "no engine answers at " + address.server + " (" + failed.message() +
                                   "): start `tocsin serve`, or say where it is with --server"});
  const auto& answer = one.answer();
  const auto status = answer.result_int();
  if (status == 200) return answer.body();
  if ((status == 401 || status == 403) && token->empty())
    return std::unexpected(Fault{ExitCode::not_permitted,
                                 "the engine wants a token: make one with `tocsin token add`, and "
                                 "give it with --token-file or TOCSIN_TOKEN"});
  if (status == 401 || status == 403)
    return std::unexpected(Fault{ExitCode::not_permitted,
                                 "the engine refused the token: " + said_in(answer.body()) +
                                     "; `tocsin token add` makes one with the scope that is "
                                     "missing, `tocsin token list` shows those that there are"});
  return std::unexpected(Fault{ExitCode::no, "the engine refused (" + std::to_string(status) +
                                                 "): " + said_in(answer.body())});
}

}  // namespace

void add_engine_address(Command command, EngineAddress& address) {
  command.option("--server", address.server, "where the engine listens; default 127.0.0.1:8420");
  command
      .option("--token-file", address.token_file,
              "a file with an API token; default: the variable TOCSIN_TOKEN")
      .existing_file();
}

std::expected<std::string, Fault> ask_engine(const EngineAddress& address,
                                             const std::string& path) {
  return exchange(address, {http::verb::get, path, 11});
}

std::expected<std::string, Fault> tell_engine(const EngineAddress& address, const std::string& path,
                                              const std::string& body) {
  http::request<http::string_body> request{http::verb::post, path, 11};
  request.set(http::field::content_type, "application/json");
  request.body() = body;
  request.prepare_payload();
  return exchange(address, std::move(request));
}

}  // namespace tocsin::tools
