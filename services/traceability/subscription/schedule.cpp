#include "services/traceability/subscription/schedule.hpp"

#include <array>
#include <optional>
#include <stdexcept>

namespace shanhai::traceability {
namespace {

using namespace std::chrono;
using Matches = std::bitset<64>;

constexpr int kTooLarge = 1000;  // a number that is larger is not read on
// The calendar comes round after 400 years; a 29 February on a given weekday after 40 at most.
constexpr auto kCalendar = days(146'097);

struct Field {
  std::string_view name;
  std::optional<Text<1, 256>> ScheduleFields::*text;
  unsigned least, most;
};
constexpr std::array<Field, 6> kFields{{{"second", &ScheduleFields::second, 0, 59},
                                        {"minute", &ScheduleFields::minute, 0, 59},
                                        {"hour", &ScheduleFields::hour, 0, 23},
                                        {"dayOfMonth", &ScheduleFields::dayOfMonth, 1, 31},
                                        {"month", &ScheduleFields::month, 1, 12},
                                        {"dayOfWeek", &ScheduleFields::dayOfWeek, 1, 7}}};

// Takes a number off the beginning of `text`.
std::optional<unsigned> take_number(std::string_view& text) {
  std::size_t digits = 0;
  unsigned out = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
    if (out < kTooLarge) out = out * 10 + static_cast<unsigned>(text[digits] - '0');
    ++digits;
  }
  text.remove_prefix(digits);
  if (digits == 0) return std::nullopt;
  return out;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

// nullopt: not of the grammar, or out of the field's range.
std::optional<Matches> parse_field(std::string_view text, const Field& field) {
  Matches out;
  do {
    const bool range = take(text, '[');
    const auto first = take_number(text);
    auto last = first;
    if (range) {
      if (!take(text, '-')) return std::nullopt;
      last = take_number(text);
      if (!take(text, ']')) return std::nullopt;
    }
    if (!first || !last || *first < field.least || *last > field.most || *first > *last) return std::nullopt;
    for (auto value = *first; value <= *last; ++value) out.set(value);
  } while (take(text, ','));
  if (!text.empty()) return std::nullopt;
  return out;
}

Matches everything(const Field& field) {
  Matches out;
  for (auto value = field.least; value <= field.most; ++value) out.set(value);
  return out;
}

// The first that is set from `from` on; 64: none.
unsigned first_set(const Matches& matches, unsigned from) {
  while (from < matches.size() && !matches.test(from)) ++from;
  return from;
}

}  // namespace

Result<Schedule> Schedule::parse(const ScheduleFields& fields, std::string_view where) {
  Schedule out;
  const std::array<Matches*, 6> targets{&out.seconds_, &out.minutes_, &out.hours_,
                                        &out.days_,    &out.months_,  &out.weekdays_};
  std::vector<FieldError> wrong;
  bool any = false;
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    const auto& field = kFields[i];
    const auto& text = fields.*field.text;
    any = any || text;
    const auto matches = text ? parse_field(text->str(), field) : everything(field);
    if (matches) {
      *targets[i] = *matches;
    } else {
      wrong.push_back({std::string(where) + std::string(field.name), "invalid_schedule",
                       "numbers from " + std::to_string(field.least) + " to " + std::to_string(field.most) +
                           " and ranges such as [2-5], separated by commas"});
    }
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  if (!any) return Error::invalid_field(std::string(where) + "second", "required", "one field at least");
  if (!fields.second) out.seconds_ = Matches(1);
  if (!out.names_a_day())
    return Error::invalid_field(std::string(where) + "dayOfMonth", "invalid_schedule", "no month named has such a day");
  return out;
}

bool Schedule::names_a_day() const {
  for (unsigned month = 1; month <= 12; ++month) {
    const auto last = static_cast<unsigned>((year(2000) / std::chrono::month(month) / std::chrono::last).day());
    if (months_.test(month) && first_set(days_, 1) <= last) return true;
  }
  return false;
}

bool Schedule::has_day(sys_days day) const {
  const year_month_day date(day);
  return months_.test(static_cast<unsigned>(date.month())) && days_.test(static_cast<unsigned>(date.day())) &&
         weekdays_.test(weekday(day).iso_encoding());
}

std::optional<seconds> Schedule::time_of_day(seconds from) const {
  const hh_mm_ss<seconds> least(from);
  const auto hour_from = static_cast<unsigned>(least.hours().count());
  const auto minute_from = static_cast<unsigned>(least.minutes().count());
  const auto second_from = static_cast<unsigned>(least.seconds().count());
  for (auto h = first_set(hours_, hour_from); h < hours_.size(); h = first_set(hours_, h + 1)) {
    const bool first_hour = h == hour_from;
    for (auto m = first_set(minutes_, first_hour ? minute_from : 0); m < minutes_.size();
         m = first_set(minutes_, m + 1)) {
      const auto s = first_set(seconds_, first_hour && m == minute_from ? second_from : 0);
      if (s < seconds_.size()) return hours(h) + minutes(m) + seconds(s);
    }
  }
  return std::nullopt;
}

Instant Schedule::next(Instant after) const {
  const auto from = floor<seconds>(after) + seconds(1);
  const auto first = floor<days>(from);
  for (auto day = first; day < first + kCalendar; day += days(1)) {
    if (!has_day(day)) continue;
    const auto time = time_of_day(day == first ? from - first : seconds(0));  // of the first day, what is left of it
    if (time) return day + *time;
  }
  throw std::logic_error("a schedule has no query time");
}

}  // namespace shanhai::traceability
