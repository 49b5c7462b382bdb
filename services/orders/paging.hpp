// Pages of lists. A cursor tells where the page before ended: the id of its last row, or "<instant>/<id>" where the
// list is in the order of a time.
#pragma once

#include "common/http/message.hpp"

namespace shanhai::orders {

using CursorText = std::optional<Text<1, 512>>;

// Later than whatever is on record.
inline constexpr Instant kLastInstant{std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)};

// Newer than every id.
template <class IdType>
IdType last_id() {
  IdBytes bytes;
  bytes.fill(0xff);
  return IdType(bytes);
}

template <class IdType>
struct TimedPlace {
  Instant at{};
  IdType id;

  std::string str() const { return to_rfc3339(at) + '/' + id.str(); }
  static Result<TimedPlace> parse(const std::string& text) {
    const auto slash = text.find('/');
    SH_TRY(const auto at, parse_rfc3339(text.substr(0, slash)));
    SH_TRY(const auto id, IdType::parse(slash == text.npos ? std::string() : text.substr(slash + 1)));
    return TimedPlace{at, id};
  }
};

// An id or a TimedPlace; nullopt: the first page. invalid query/cursor.
template <class Place>
Result<std::optional<Place>> cursor_of(const CursorText& cursor) {
  if (!cursor) return std::optional<Place>();
  const auto place = Place::parse(cursor->str());
  if (place.has_error()) return Error::invalid_field("query/cursor", "invalid_cursor");
  return std::optional<Place>(*place);
}

// Of lists by id, newest first, what a page begins before: the cursor's id, or one newer than all.
template <class IdType>
Result<IdType> before_of(const CursorText& cursor) {
  SH_TRY(const auto id, cursor_of<IdType>(cursor));
  return id.value_or(last_id<IdType>());
}

// Cuts what was read beyond the page off, and gives the cursor of the next one where there was something.
template <class Row, class PlaceOf>
std::optional<std::string> cut_page(std::vector<Row>& rows, std::int64_t size, PlaceOf place_of) {
  if (rows.size() <= static_cast<std::size_t>(size)) return std::nullopt;
  rows.resize(static_cast<std::size_t>(size));
  return place_of(rows.back()).str();
}

}  // namespace shanhai::orders
