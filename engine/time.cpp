#include "engine/time.h"

namespace tocsin {
namespace {

// Digits at fixed places: read without a branch for each.
class Digits {
 public:
  explicit Digits(const char* at) : at_(at) {}
  int pair(int from) { return digit(from) * 10 + digit(from + 1); }
  bool good() const { return !bad_; }

 private:
  int digit(int at) {
    const unsigned value = static_cast<unsigned char>(at_[at]) - '0';
    bad_ |= value > 9;
    return static_cast<int>(value);
  }
  const char* at_;
  bool bad_ = false;
};

constexpr std::ptrdiff_t seconds_end = 19;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// `.123456`: what is finer than a microsecond is left out.
bool fraction(const char*& at, const char* end, std::int64_t& micros) {
  if (*at != '.') return true;
  if (++at == end || !is_digit(*at)) return false;
  for (std::int64_t unit = 100'000; at != end && is_digit(*at); ++at, unit /= 10)
    micros += unit * (*at - '0');
  return true;
}

// `Z` or `+02:00`, to the end of the text.
bool zone(const char* at, const char* end, int& offset_minutes) {
  if (end - at == 1) return *at == 'Z' || *at == 'z';
  if (end - at != 6 || (*at != '+' && *at != '-')) return false;
  Digits digits(at);
  const int hours = digits.pair(1), minutes = digits.pair(4);
  if (!digits.good() || at[3] != ':' || hours > 23 || minutes > 59) return false;
  offset_minutes = (*at == '-' ? -1 : 1) * (hours * 60 + minutes);
  return true;
}

}  // namespace

bool parse_rfc3339(const char* begin, const char* end, Instant& out) {
  if (end - begin <= seconds_end) return false;
  Digits digits(begin);
  const int year = digits.pair(0) * 100 + digits.pair(2);
  const int month = digits.pair(5), day = digits.pair(8);
  const int hour = digits.pair(11), minute = digits.pair(14), second = digits.pair(17);
  const char separator = begin[10];
  if (!digits.good() || begin[4] != '-' || begin[7] != '-' || begin[13] != ':' || begin[16] != ':')
    return false;
  if (separator != 'T' && separator != 't' && separator != ' ') return false;
  const char* at = begin + seconds_end;
  std::int64_t micros = 0;
  int offset_minutes = 0;
  if (!fraction(at, end, micros) || !zone(at, end, offset_minutes)) return false;
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
