#include "engine/time.h"

#include <bit>
#include <cstring>

namespace tocsin {
namespace {

// What eight bytes must look like: 0 stands for any digit, all else for itself.
struct Shape {
  std::uint64_t zero = 0;
  std::uint64_t room = 0;  ///< added to what is above zero, it reaches 0x80 if that is too much
};

constexpr Shape shape_of(const char (&text)[9]) {
  Shape shape;
  for (int i = 7; i >= 0; --i) {
    shape.zero = shape.zero << 8 | static_cast<unsigned char>(text[i]);
    shape.room = shape.room << 8 | (text[i] == '0' ? 0x76U : 0x7FU);
  }
  return shape;
}

constexpr Shape date_shape = shape_of("0000-00-");
constexpr Shape time_shape = shape_of("00:00:00");

// Eight bytes read at once; number(i) is the one of two digits at i.
class Eight {
 public:
  Eight(const char* at, const Shape& shape) {
    std::memcpy(&bytes_, at, 8);
    bytes_ ^= shape.zero;
    good_ = (((bytes_ + shape.room) | bytes_) & 0x8080808080808080) == 0;
    bytes_ = bytes_ * 10 + (bytes_ >> 8);
  }
  bool good() const { return good_; }
  int number(int at) const { return static_cast<int>(bytes_ >> (8 * at) & 0xFF); }

 private:
  std::uint64_t bytes_ = 0;
  bool good_ = false;
};

static_assert(std::endian::native == std::endian::little);

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

int pair(const char* at) {
  return is_digit(at[0]) && is_digit(at[1]) ? (at[0] - '0') * 10 + (at[1] - '0') : 100;
}

// `Z` or `+02:00`, to the end of the text.
bool zone(const char* at, const char* end, int& offset_minutes) {
  if (end - at == 1) return *at == 'Z' || *at == 'z';
  if (end - at != 6 || (*at != '+' && *at != '-') || at[3] != ':') return false;
  const int hours = pair(at + 1), minutes = pair(at + 4);
  if (hours > 23 || minutes > 59) return false;
  offset_minutes = (*at == '-' ? -1 : 1) * (hours * 60 + minutes);
  return true;
}

}  // namespace

bool parse_rfc3339(const char* begin, const char* end, Instant& out) {
  if (end - begin <= seconds_end) return false;
  const Eight date_part(begin, date_shape);
  const Eight time_part(begin + 11, time_shape);
  if (!date_part.good() || !time_part.good()) return false;
  const int year = date_part.number(0) * 100 + date_part.number(2);
  const int month = date_part.number(5), day = pair(begin + 8);
  const int hour = time_part.number(0), minute = time_part.number(3), second = time_part.number(6);
  const char separator = begin[10];
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
