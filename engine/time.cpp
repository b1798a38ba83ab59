#include "engine/time.h"

namespace tocsin {
namespace {

bool digits(const char*& at, const char* end, int count, int& out) {
  out = 0;
  for (; count > 0; --count, ++at) {
    if (at == end || *at < '0' || *at > '9') return false;
    out = out * 10 + (*at - '0');
  }
  return true;
}

bool literal(const char*& at, const char* end, char c) {
  if (at == end || *at != c) return false;
  ++at;
  return true;
}

}  // namespace

bool parse_rfc3339(const char* begin, const char* end, Instant& out) {
  const char* at = begin;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!digits(at, end, 4, year) || !literal(at, end, '-') || !digits(at, end, 2, month) ||
      !literal(at, end, '-') || !digits(at, end, 2, day))
    return false;
  if (at == end || (*at != 'T' && *at != 't' && *at != ' ')) return false;
  ++at;
  if (!digits(at, end, 2, hour) || !literal(at, end, ':') || !digits(at, end, 2, minute) ||
      !literal(at, end, ':') || !digits(at, end, 2, second))
    return false;
  std::int64_t micros = 0;
  if (at != end && *at == '.') {
    ++at;
    std::int64_t unit = 100'000;
    if (at == end || *at < '0' || *at > '9') return false;
    for (; at != end && *at >= '0' && *at <= '9'; ++at, unit /= 10) micros += unit * (*at - '0');
  }
  int offset_minutes = 0;
  if (at == end) return false;
  if (*at == 'Z' || *at == 'z') {
    ++at;
  } else if (*at == '+' || *at == '-') {
    const int sign = *at == '-' ? -1 : 1;
    ++at;
    int hours = 0, minutes = 0;
    if (!digits(at, end, 2, hours) || !literal(at, end, ':') || !digits(at, end, 2, minutes))
      return false;
    if (hours > 23 || minutes > 59) return false;
    offset_minutes = sign * (hours * 60 + minutes);
  } else {
    return false;
  }
  if (at != end) return false;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  // A leap second is the next second: no clock of ours can say more.
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return false;
  out = Instant{std::chrono::sys_days{date}} + std::chrono::hours{hour} +
        std::chrono::minutes{minute - offset_minutes} + std::chrono::seconds{second} +
        Micros{micros};
  return true;
}

}  // namespace tocsin
