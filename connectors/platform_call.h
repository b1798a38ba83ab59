#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

/// How far a request got: what may be assumed of the other side follows from it.
enum class Reached : std::uint8_t {
  answered,  ///< there is a status
  not_sent,  ///< no connection, or nobody to be trusted: the other side knows nothing of it
  unknown,   ///< it was cut: the other side may have done it
};

/// Where a platform's server may stand.
enum class Destination : std::uint8_t {
  on_the_internet,  ///< a name that leads anywhere else is not connected to
  anywhere,         ///< also on this machine and in private networks: the operator says so
};

struct PlatformAnswer {
  Reached reached = Reached::unknown;
  int status = 0;
  std::string body;
  std::chrono::seconds retry_after{0};  ///< as the answer says
  std::string error;                    ///< of what did not reach: for a person
};

/// One platform's API over HTTPS: one request at a time, with a deadline.
///
/// Threads    call() by one at a time; stop() by any.
/// Limits     bounds::send_deadline, bounds::platform_answer_bytes; no redirect is followed.
/// Errors     In the answer. Each address that the name leads to is looked at before it, and no
///            other, is connected to (SECURITY F1). Chain and host name are verified; a plain
///            `http://` address is for this machine alone, or where `insecure` is set (the
///            configuration sees to it).
class PlatformCall {
 public:
  /// `base` without a slash at its end. `ca_file` empty: the system's authorities.
  PlatformCall(std::string base, std::string ca_file, Destination destination);
  ~PlatformCall();
  PlatformCall(const PlatformCall&) = delete;
  PlatformCall& operator=(const PlatformCall&) = delete;

  /// Without `body` GET, else POST of that JSON; empty: of nothing. `fields`: whole header lines.
  PlatformAnswer call(std::string_view path, std::optional<std::string_view> body,
                      const std::vector<std::string>& fields);
  void stop() { stopped_ = true; }
  const std::string& base() const { return base_; }

 private:
  struct Handle;
  const std::string base_;
  const std::string ca_file_;
  const Destination destination_;
  std::unique_ptr<Handle> handle_;
  std::atomic<bool> stopped_{false};
};

/// For a query: everything but letters, digits and `-._~` is escaped.
std::string url_encoded(std::string_view text);

}  // namespace tocsin
