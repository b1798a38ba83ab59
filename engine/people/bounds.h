#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every bound on accounts, and on what people without one may cost us.
namespace tocsin::bounds {

inline constexpr std::size_t users = 5'000;  ///< further ones: 422
inline constexpr std::size_t tokens = 1'000;
inline constexpr std::size_t teams_per_user = 16;
inline constexpr std::size_t login_bytes = 64;
inline constexpr std::size_t person_name_bytes = 120;  ///< of users, teams and tokens
inline constexpr std::size_t device_bytes = 200;       ///< of a User-Agent that a session keeps
/// A further sign-in ends the session that was used least lately.
inline constexpr std::size_t sessions_per_user = 20;
inline constexpr std::size_t feeds_per_session = 5;  ///< further ones: 429

inline constexpr std::size_t password_bytes_least = 12;
inline constexpr std::size_t password_bytes_most = 128;
/// Passwords wait for a thread, each of which takes 64 MiB; beyond so many: 429.
inline constexpr std::size_t passwords_waiting = 8;
inline constexpr int password_threads = 2;
inline constexpr std::size_t sign_in_body_bytes = 4 << 10;
inline constexpr std::size_t people_body_bytes = 8 << 10;

/// Wrong passwords before an account, or an address, has to wait; the wait doubles each time.
inline constexpr int failures_of_account = 5;
inline constexpr int failures_of_address = 20;
inline constexpr std::chrono::seconds first_wait{1};
inline constexpr std::chrono::seconds longest_wait_of_account{300};
inline constexpr std::chrono::seconds longest_wait_of_address{900};
inline constexpr std::chrono::hours failures_forgotten_after{1};
/// Accounts and addresses whose failures are remembered; those longest without one go first.
inline constexpr std::size_t throttled = 10'000;

inline constexpr std::chrono::hours link_lives{72};  ///< an invitation, a reset
inline constexpr std::size_t recovery_codes = 10;
/// A change to people waits for those before it; beyond so many: 503.
inline constexpr std::size_t changes_waiting = 256;
/// Until an answer gives up waiting for its change to be durable.
inline constexpr std::chrono::seconds change_deadline{15};
/// When a session or token was last used is written so often.
inline constexpr std::chrono::seconds last_seen_every{60};

}  // namespace tocsin::bounds
