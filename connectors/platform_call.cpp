#include "connectors/platform_call.h"

#include <array>
#include <cctype>
#include <mutex>

#include <curl/curl.h>
#include <sys/socket.h>

#include "connectors/public_address.h"
#include "engine/desk/reply_bounds.h"

namespace tocsin {
namespace {

void begin_curl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.size() + size * count > bounds::platform_answer_bytes) return 0;
  body.append(bytes, size * count);
  return size * count;
}

int is_stopped(void* stopped, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<std::atomic<bool>*>(stopped)->load() ? 1 : 0;
}

/// What curl is about to connect to, one address after the other.
struct Door {
  Destination destination = Destination::on_the_internet;
  bool refused = false;
};

curl_socket_t open_socket(void* door, curlsocktype, curl_sockaddr* address) {
  auto& at = *static_cast<Door*>(door);
  if (at.destination == Destination::on_the_internet && !is_public(address->addr)) {
    at.refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// Whether curl failed before a byte of the request left.
bool never_left(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return true;
    default:
      return false;
  }
}

}  // namespace

struct PlatformCall::Handle {
  CURL* curl = nullptr;
  Handle() {
    begin_curl();
    curl = curl_easy_init();
  }
  ~Handle() { curl_easy_cleanup(curl); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
};

PlatformCall::PlatformCall(std::string base, std::string ca_file, Destination destination)
    : base_(std::move(base)),
      ca_file_(std::move(ca_file)),
      destination_(destination),
      handle_(std::make_unique<Handle>()) {}
PlatformCall::~PlatformCall() = default;

PlatformAnswer PlatformCall::call(std::string_view path, std::optional<std::string_view> body,
                                  const std::vector<std::string>& fields) {
  PlatformAnswer answer;
  if (stopped_ || handle_->curl == nullptr) {
    answer.reached = Reached::not_sent;
    answer.error = "the program stops";
    return answer;
  }
  CURL* curl = handle_->curl;
  curl_easy_reset(curl);
  const std::string url = base_ + std::string(path);
  std::array<char, CURL_ERROR_SIZE> said{};
  Door door{destination_};
  curl_slist* list = nullptr;
  for (const auto& field : fields) list = curl_slist_append(list, field.c_str());
  list = curl_slist_append(list, "Accept: application/json");
  // A kept connection that died is cut in the middle of the next request, of which nobody then
  // knows whether it was heard: each has its own.
  curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &door);
  curl_easy_setopt(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!ca_file_.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file_.c_str());
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(bounds::send_deadline.count()));
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 5L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "tocsin");
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, said.data());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &is_stopped);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &stopped_);
  if (body) {
    list =
        curl_slist_append(list, body->empty() ? "Content-Type:" : "Content-Type: application/json");
    list = curl_slist_append(list, "Expect:");
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->empty() ? "" : body->data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
  const CURLcode code = curl_easy_perform(curl);
  curl_slist_free_all(list);
  if (code == CURLE_OK) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_off_t wait = 0;
    curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait);
    answer.reached = Reached::answered;
    answer.status = static_cast<int>(status);
    answer.retry_after = std::chrono::seconds(wait);
    return answer;
  }
  answer.reached = never_left(code) ? Reached::not_sent : Reached::unknown;
  answer.error = base_ + ": " + (said[0] != 0 ? said.data() : curl_easy_strerror(code));
  if (door.refused && answer.reached == Reached::not_sent)
    answer.error = base_ +
                   ": its name leads to this machine or into a private network; if that is "
                   "meant, set private: true";
  answer.body.clear();
  return answer;
}

std::string url_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~')
      out += c;
    else
      (out += '%') += {"0123456789ABCDEF"[byte >> 4], "0123456789ABCDEF"[byte & 15]};
  }
  return out;
}

}  // namespace tocsin
