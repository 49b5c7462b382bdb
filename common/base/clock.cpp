#include "common/base/clock.hpp"

#include <atomic>
#include <charconv>

namespace shanhai {
namespace {

using namespace std::chrono;

constexpr hours kChinaOffset{8};
constexpr sys_days kEnd{year(10000) / 1 / 1};  // years have four digits

bool read_digits(std::string_view text, std::size_t at, std::size_t count, int& out) {
  if (at + count > text.size()) return false;
  out = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    out = out * 10 + (text[i] - '0');
  }
  return true;
}

Error bad_time() {
  return Error::invalid_field("", "invalid_time", "expected an RFC 3339 time such as 2026-11-23T08:30:00Z");
}

struct Fields {
  int year, month, day, hour, minute, second;
  std::int64_t micro = 0;
};

// Reads "YYYY-MM-DD<sep>hh:mm:ss[.ffffff...]" and tells where it stopped.
bool read_fields(std::string_view t, std::string_view separators, Fields& f, std::size_t& end) {
  if (t.size() < 19 || t[4] != '-' || t[7] != '-' || separators.find(t[10]) == std::string_view::npos || t[13] != ':' ||
      t[16] != ':') {
    return false;
  }
  if (!read_digits(t, 0, 4, f.year) || !read_digits(t, 5, 2, f.month) || !read_digits(t, 8, 2, f.day) ||
      !read_digits(t, 11, 2, f.hour) || !read_digits(t, 14, 2, f.minute) || !read_digits(t, 17, 2, f.second)) {
    return false;
  }
  end = 19;
  if (end < t.size() && t[end] == '.') {
    std::size_t digits = 0;
    for (++end; end < t.size() && t[end] >= '0' && t[end] <= '9'; ++end, ++digits) {
      if (digits < 6) f.micro = f.micro * 10 + (t[end] - '0');
    }
    if (digits == 0) return false;
    for (; digits < 6; ++digits) f.micro *= 10;
  }
  return f.hour < 24 && f.minute < 60 && f.second < 60 && f.year >= 1970;
}

Result<Instant> to_instant(const Fields& f) {
  const Date date{year(f.year), month(static_cast<unsigned>(f.month)), day(static_cast<unsigned>(f.day))};
  if (!date.ok()) return bad_time();
  return Instant(sys_days(date)) + hours(f.hour) + minutes(f.minute) + seconds(f.second) + microseconds(f.micro);
}

void append_digits(std::string& out, std::int64_t value, std::size_t count) {
  const auto at = out.size();
  out.resize(at + count);
  for (auto i = at + count; i-- > at; value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

void append_date(std::string& out, Date date) {
  append_digits(out, int(date.year()), 4);
  out += '-';
  append_digits(out, unsigned(date.month()), 2);
  out += '-';
  append_digits(out, unsigned(date.day()), 2);
}

std::string format_instant(Instant instant, char separator, bool always_micro) {
  const auto days = floor<std::chrono::days>(instant);
  const hh_mm_ss<microseconds> time{instant - days};
  std::string out;
  out.reserve(28);
  append_date(out, Date{days});
  out += separator;
  append_digits(out, time.hours().count(), 2);
  out += ':';
  append_digits(out, time.minutes().count(), 2);
  out += ':';
  append_digits(out, time.seconds().count(), 2);
  if (const auto micro = time.subseconds().count(); always_micro || micro != 0) {
    out += '.';
    append_digits(out, micro, 6);
  }
  return out;
}

}  // namespace

std::string to_rfc3339(Instant instant) { return format_instant(instant, 'T', false) + "Z"; }

Result<Instant> parse_rfc3339(std::string_view text) {
  Fields fields{};
  std::size_t end = 0;
  if (!read_fields(text, "Tt ", fields, end)) return bad_time();
  SH_TRY(Instant instant, to_instant(fields));
  if (end + 1 == text.size() && (text[end] == 'Z' || text[end] == 'z')) return instant;
  int offset_hours = 0, offset_minutes = 0;
  if (text.size() != end + 6 || (text[end] != '+' && text[end] != '-') || text[end + 3] != ':' ||
      !read_digits(text, end + 1, 2, offset_hours) || !read_digits(text, end + 4, 2, offset_minutes) ||
      offset_hours > 23 || offset_minutes > 59) {
    return bad_time();
  }
  const auto offset = hours(offset_hours) + minutes(offset_minutes);
  const auto shifted = text[end] == '+' ? instant - offset : instant + offset;
  if (shifted < Instant{} || shifted >= kEnd) return bad_time();  // no form that we write could hold it
  return shifted;
}

std::string to_sql_datetime(Instant instant) { return format_instant(instant, ' ', true); }

Result<Instant> parse_sql_datetime(std::string_view text) {
  Fields fields{};
  std::size_t end = 0;
  if (!read_fields(text, " T", fields, end) || end != text.size()) return bad_time();
  return to_instant(fields);
}

std::string to_string(Date date) {
  std::string out;
  append_date(out, date);
  return out;
}

Result<Date> parse_date(std::string_view text) {
  int y = 0, m = 0, d = 0;
  if (text.size() == 10 && text[4] == '-' && text[7] == '-' && read_digits(text, 0, 4, y) &&
      read_digits(text, 5, 2, m) && read_digits(text, 8, 2, d) && y >= 1970) {
    const Date date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
    if (date.ok()) return date;
  }
  return Error::invalid_field("", "invalid_date", "expected a calendar day such as 2026-11-23");
}

Date china_date(Instant instant) { return Date{floor<days>(instant + kChinaOffset)}; }

Instant start_of_china_day(Date date) { return Instant(sys_days(date)) - kChinaOffset; }

Date add_days(Date date, int count) { return Date{sys_days(date) + days(count)}; }

Instant ManualClock::now() const {
  return Instant(microseconds(std::atomic_ref<std::int64_t>(const_cast<std::int64_t&>(now_)).load()));
}

void ManualClock::advance(microseconds by) { std::atomic_ref<std::int64_t>(now_).fetch_add(by.count()); }

}  // namespace shanhai
