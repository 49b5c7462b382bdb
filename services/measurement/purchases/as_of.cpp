#include "services/measurement/purchases/as_of.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "services/measurement/entered.hpp"
#include "services/measurement/ledger/entry.hpp"
#include "services/measurement/pairings/store.hpp"
#include "services/measurement/units/store.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;

constexpr std::size_t kParts = 11;

Error bad(std::string code, std::string detail) {
  return Error::invalid_field("query/as_of", std::move(code), std::move(detail));
}

std::int64_t number_of(Date day) {
  return int(day.year()) * 10000 + std::int64_t(unsigned(day.month())) * 100 + unsigned(day.day());
}

std::optional<Date> day_of(std::int64_t number) {
  if (number < 19700101 || number > 99991231) return std::nullopt;
  const Date day(std::chrono::year(int(number / 10000)), std::chrono::month(unsigned(number / 100 % 100)),
                 std::chrono::day(unsigned(number % 100)));
  if (!day.ok()) return std::nullopt;
  return day;
}

std::optional<std::array<std::int64_t, kParts>> parse_parts(std::string_view text) {
  std::array<std::int64_t, kParts> out{};
  for (std::size_t i = 0; i < kParts; ++i) {
    const auto part = text.substr(0, text.find('.'));
    const auto [end, failure] = std::from_chars(part.data(), part.data() + part.size(), out[i]);
    if (failure != std::errc() || end != part.data() + part.size() || out[i] < 0) return std::nullopt;
    text.remove_prefix(part.size());
    if (i + 1 < kParts) {
      if (text.empty()) return std::nullopt;
      text.remove_prefix(1);
    }
  }
  if (!text.empty()) return std::nullopt;
  return out;
}

// What the source had booked by the end of the day.
AsOf::Cut cut_at(db::Tx& tx, Origin origin, Date day, const AsOf::Cut& now) {
  if (now.booked_on <= day) return now;
  const auto next = tx.query(q::find_first_booked, {{"origin", origin}, {"day", day}});
  const auto last = tx.query(q::find_last_booked, {{"origin", origin}, {"day", day}});
  AsOf::Cut out{0, Date(std::chrono::year(1970), std::chrono::month(1), std::chrono::day(1))};
  if (last.empty() || next.empty()) return out;
  out.sequence = next.front().get<std::int64_t>("first_sequence") - 1;
  out.booked_on = last.front().get<Date>("booked_on");
  return out;
}

AsOf::Cut households_at(db::Tx& tx, Date day, const AsOf::Cut& now) {
  if (now.booked_on <= day) return now;
  const auto rows = tx.query(q::find_last_household, {{"day", day}});
  if (rows.empty()) return {0, Date(std::chrono::year(1970), std::chrono::month(1), std::chrono::day(1))};
  return {rows.front().get<std::int64_t>("sequence"), rows.front().get<Date>("booked_on")};
}

// Whether the source was there on that day: it had reached the day by that number, and no later one.
bool was(db::Tx& tx, Origin origin, const AsOf::Cut& cut) {
  const auto last = tx.query(q::find_last_booked, {{"origin", origin}, {"day", cut.booked_on}});
  if (!last.empty() && (last.front().get<Date>("booked_on") != cut.booked_on ||
                        last.front().get<std::int64_t>("first_sequence") > cut.sequence))
    return false;
  const auto next = tx.query(q::find_first_booked, {{"origin", origin}, {"day", cut.booked_on}});
  return next.empty() || next.front().get<std::int64_t>("first_sequence") > cut.sequence;
}

bool households_were(db::Tx& tx, const AsOf::Cut& cut) {
  const auto before = tx.query(q::find_last_household, {{"day", add_days(cut.booked_on, -1)}});
  if (!before.empty() && before.front().get<std::int64_t>("sequence") > cut.sequence) return false;
  const auto after = tx.query(q::find_first_household, {{"day", cut.booked_on}});
  return after.empty() || after.front().get<std::int64_t>("sequence") > cut.sequence;
}

AsOf::Cut units_at(db::Tx& tx, Date day) {
  const auto told = store::last_told(tx, day);
  return {told.sequence, told.told_on};
}

bool units_were(db::Tx& tx, const AsOf::Cut& cut) {
  if (store::last_told(tx, add_days(cut.booked_on, -1)).sequence > cut.sequence) return false;
  const auto after = store::first_told_after(tx, cut.booked_on);
  return !after || after->sequence > cut.sequence;
}

// Of a state by its numbers. invalid: malformed, not yet, or never.
Result<AsOf> read_numbers(db::Tx& tx, std::string_view text, const AsOf& now) {
  const auto parts = parse_parts(text);
  const auto orders_day = parts ? day_of((*parts)[0]) : std::nullopt;
  const auto registrations_day = parts ? day_of((*parts)[2]) : std::nullopt;
  const auto households_day = parts ? day_of((*parts)[4]) : std::nullopt;
  const auto units_day = parts ? day_of((*parts)[6]) : std::nullopt;
  if (!orders_day || !registrations_day || !households_day || !units_day)
    return bad("invalid_as_of", "a day, or what an answer gave as as_of");
  const auto& p = *parts;
  const AsOf out{{p[1], *orders_day},
                 {p[3], *registrations_day},
                 {p[5], *households_day},
                 {p[7], *units_day},
                 p[8],
                 p[9],
                 Instant(std::chrono::microseconds(p[10]))};
  const auto is_beyond = [](const AsOf::Cut& cut, const AsOf::Cut& limit) {
    return cut.sequence > limit.sequence || cut.booked_on > limit.booked_on;
  };
  if (is_beyond(out.orders, now.orders) || is_beyond(out.registrations, now.registrations) ||
      is_beyond(out.households, now.households) || is_beyond(out.units, now.units) || out.pairings > now.pairings ||
      out.entered > now.entered || out.recorded_at > now.recorded_at + kClocksDiffer)
    return bad("out_of_range", "a state that has not come yet");
  if (!was(tx, Origin::orders, out.orders) || !was(tx, Origin::registrations, out.registrations) ||
      !households_were(tx, out.households) || !units_were(tx, out.units) ||
      !was_entered(tx, out.entered, out.recorded_at))
    return bad("invalid_as_of", "no answer was ever given as of this");
  return out;
}

}  // namespace

std::string AsOf::str() const {
  return fmt::format("{:08}.{}.{:08}.{}.{:08}.{}.{:08}.{}.{}.{}.{}", number_of(orders.booked_on), orders.sequence,
                     number_of(registrations.booked_on), registrations.sequence, number_of(households.booked_on),
                     households.sequence, number_of(units.booked_on), units.sequence, pairings, entered,
                     recorded_at.time_since_epoch().count());
}

AsOf current_as_of(db::Tx& tx) {
  AsOf out;
  for (const auto row : tx.query(q::list_sources)) {
    const auto origin = row.get<std::string>("origin");
    auto& cut = origin == "orders" ? out.orders : origin == "registrations" ? out.registrations : out.households;
    cut = {row.get<std::int64_t>("sequence"), row.get<Date>("booked_on")};
  }
  out.units = units_at(tx, kEndOfDays);
  out.pairings = store::pairings_revision(tx);
  out.entered = newest_entered(tx);
  out.recorded_at = tx.now();
  return out;
}

Result<AsOf> read_as_of(db::Tx& tx, std::string_view text) {
  const auto now = current_as_of(tx);
  if (const auto day = parse_date(text)) {
    if (*day > china_date(tx.now())) return bad("out_of_range", "a day that has not come yet");
    AsOf out;
    out.orders = cut_at(tx, Origin::orders, *day, now.orders);
    out.registrations = cut_at(tx, Origin::registrations, *day, now.registrations);
    out.households = households_at(tx, *day, now.households);
    out.units = units_at(tx, *day);
    out.recorded_at = std::min(now.recorded_at, start_of_china_day(add_days(*day, 1)) - std::chrono::microseconds(1));
    out.pairings = store::pairings_revision(tx, out.recorded_at);
    out.entered = entered_by(tx, out.recorded_at);
    return out;
  }
  return read_numbers(tx, text, now);
}

}  // namespace shanhai::measurement
