#include "services/catalog/storefront/search.hpp"

#include <algorithm>
#include <cstring>

#include "common/base/divisions.hpp"
#include "common/base/encoding.hpp"
#include "services/catalog/storefront/facets.hpp"
#include "services/catalog/storefront/matching.hpp"

namespace shanhai::catalog {
namespace {

using Ordinal = Snapshot::Ordinal;

constexpr std::int64_t kDefaultLimit = 20;

// Ascending by `primary`, then the newer product.
struct Place {
  std::int64_t primary = 0;
  std::uint64_t id_head = 0;
  Ordinal ordinal = 0;
};

// The value that a place is sorted by, the least first.
class Order {
 public:
  Order(const Snapshot& snapshot, StorefrontSort sort) : snapshot_(snapshot), sort_(sort) {}

  // `relevance` counts only where that is the sort.
  std::int64_t primary_of(Ordinal ordinal, std::int32_t relevance) const {
    switch (sort_) {
      case StorefrontSort::price_asc:
        return snapshot_.price_fen(ordinal);
      case StorefrontSort::price_desc:
        return -snapshot_.price_fen(ordinal);
      case StorefrontSort::newest:
        return -snapshot_.row(ordinal).published_at;
      case StorefrontSort::sales:
        return -snapshot_.row(ordinal).units_sold;
      case StorefrontSort::rating:
        return -snapshot_.row(ordinal).rating_rank;
      case StorefrontSort::relevance:
        break;
    }
    return -(std::int64_t{relevance} * kQualities + snapshot_.facts(ordinal).quality);
  }
  bool operator()(const Place& a, const Place& b) const {
    if (a.primary != b.primary) return a.primary < b.primary;
    if (a.id_head != b.id_head) return a.id_head > b.id_head;
    return snapshot_.at(a.ordinal).id > snapshot_.at(b.ordinal).id;
  }
  bool by_relevance() const { return sort_ == StorefrontSort::relevance; }

 private:
  static constexpr std::int64_t kQualities = 1000;  // so that what fits better comes first, of whatever quality

  const Snapshot& snapshot_;
  const StorefrontSort sort_;
};

struct Cursor {
  StorefrontSort sort = StorefrontSort::relevance;
  std::int64_t primary = 0;
  ProductId id;
};

std::string write_cursor(const Cursor& cursor) {
  std::string raw(1, static_cast<char>(cursor.sort));
  raw.append(reinterpret_cast<const char*>(&cursor.primary), sizeof cursor.primary);
  raw.append(cursor.id.raw());
  return to_base64url(raw);
}

Result<Cursor> read_cursor(const std::string& text, StorefrontSort sort) {
  const auto raw = from_base64url(text);
  if (!raw || raw->size() != 1 + 8 + 16 || (*raw)[0] != static_cast<char>(sort)) {
    return Error::invalid_field("query/cursor", "invalid_cursor", "as a list of the same sort gave it");
  }
  Cursor cursor;
  cursor.sort = sort;
  std::memcpy(&cursor.primary, raw->data() + 1, sizeof cursor.primary);
  cursor.id = ProductId::from_raw(std::string_view(*raw).substr(9));
  return cursor;
}

// Is `place` behind the cursor? Ids tell newer from older where the cursor's own product is gone.
bool is_behind(const Place& place, const Snapshot& snapshot, const Cursor& cursor) {
  if (place.primary != cursor.primary) return place.primary > cursor.primary;
  return snapshot.at(place.ordinal).id < cursor.id;
}

// The first `limit` of what comes behind the cursor, and whether there are more.
class Top {
 public:
  Top(const Snapshot& snapshot, const Order& order, const std::optional<Cursor>& cursor, std::size_t limit)
      : snapshot_(snapshot), order_(order), cursor_(cursor), limit_(limit) {
    heap_.reserve(limit + 1);
  }

  // Later products come first where all else is equal, and mostly have the greater numbers.
  template <class RelevanceOf>
  void take(const Bits& documents, RelevanceOf relevance_of) {
    for (auto i = documents.words(); i-- > 0;) {
      Bits::for_each_of(documents.word(i), static_cast<Ordinal>(i * Bits::kWord),
                        [&](Ordinal ordinal) { take_one(ordinal, order_.primary_of(ordinal, relevance_of(ordinal))); });
    }
  }
  bool full() const { return heap_.size() == limit_; }
  void leave_out_rest() { more_ = true; }

  std::pair<std::vector<Place>, bool> sorted() && {
    std::sort_heap(heap_.begin(), heap_.end(), order_);
    return {std::move(heap_), more_};
  }

 private:
  void take_one(Ordinal ordinal, std::int64_t primary) {
    if (full() && primary > heap_.front().primary) {
      more_ = true;  // and it is behind the cursor, as the last that is kept is
      return;
    }
    const Place place{primary, snapshot_.row(ordinal).id_head, ordinal};
    if (cursor_ && !is_behind(place, snapshot_, *cursor_)) return;
    if (full()) {
      more_ = true;
      if (!order_(place, heap_.front())) return;
      std::pop_heap(heap_.begin(), heap_.end(), order_);
      heap_.pop_back();
    }
    heap_.push_back(place);
    std::push_heap(heap_.begin(), heap_.end(), order_);
  }

  const Snapshot& snapshot_;
  const Order& order_;
  const std::optional<Cursor>& cursor_;
  const std::size_t limit_;
  std::vector<Place> heap_;  // the last of them at its front
  bool more_ = false;
};

std::pair<std::vector<Place>, bool> first_of(const Snapshot& snapshot, const Bits& found, const Order& order,
                                             const Matched& matched, const std::optional<Cursor>& cursor,
                                             std::size_t limit) {
  Top top(snapshot, order, cursor, limit);
  if (!order.by_relevance() || matched.terms.empty()) {
    top.take(found, [](Ordinal) { return 0; });
  } else if (matched.terms.size() > 1) {
    top.take(found, [&](Ordinal ordinal) { return matched.relevance(ordinal); });
  } else {
    // Whatever fits worse than a whole page is not looked at.
    auto left = found;
    for (const auto& tier : matched.terms.front()) {
      auto here = left;
      here &= tier.documents;
      left -= tier.documents;
      top.take(here, [&](Ordinal) { return tier.weight; });
      if (!top.full() || left.empty()) continue;
      top.leave_out_rest();
      break;
    }
  }
  return std::move(top).sorted();
}

std::string write_page(const Snapshot& snapshot, const std::vector<Place>& places,
                       const std::optional<std::string>& next, const Found& found,
                       const std::vector<Correction>& corrections) {
  constexpr std::size_t kOfFacets = 12'000;  // bytes, about
  std::string out;
  out.reserve(kOfFacets + places.size() * 700);
  out += R"({"items":[)";
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 0) out += ',';
    out += snapshot.at(places[i].ordinal).item;
  }
  out += ']';
  if (next) out.append(R"(,"next_cursor":")").append(*next).append("\"");  // base64url needs no escapes
  out.append(R"(,"total":)").append(std::to_string(found.total));
  out.append(R"(,"facets":)");
  append_facets(out, snapshot, found);
  if (!corrections.empty()) out.append(R"(,"corrections":)").append(json::print(corrections));
  out += '}';
  return out;
}

Result<void> check_division(const std::optional<Text<6, 6>>& code, DivisionLevel level, const char* pointer) {
  if (!code) return Result<void>();
  const auto* division = find_division(code->str());
  if (!division || division->level != level) return Error::invalid_field(pointer, "unknown_division");
  return Result<void>();
}

Result<void> check(const StorefrontQuery& query) {
  SH_CHECK(check_division(query.county, DivisionLevel::county, "query/county"));
  SH_CHECK(check_division(query.prefecture, DivisionLevel::prefecture, "query/prefecture"));
  if (query.price_min_fen && query.price_max_fen && query.price_min_fen->value() > query.price_max_fen->value())
    return Error::invalid_field("query/price_max_fen", "below_price_min");
  return Result<void>();
}

StorefrontSort sort_of(const StorefrontQuery& query) { return query.sort.value_or(StorefrontSort::relevance); }

Result<std::optional<Cursor>> cursor_of(const StorefrontQuery& query) {
  if (!query.cursor) return std::optional<Cursor>();
  SH_TRY(const auto cursor, read_cursor(query.cursor->str(), sort_of(query)));
  return std::optional<Cursor>(cursor);
}

std::string answer(const Snapshot& snapshot, const StorefrontQuery& query, const Matched& matched,
                   const std::optional<Cursor>& cursor) {
  const auto found = Filters(snapshot, query).count(matched.documents);
  const Order order(snapshot, sort_of(query));
  const auto limit = static_cast<std::size_t>(query.limit ? query.limit->value() : kDefaultLimit);
  const auto [places, more] = first_of(snapshot, found.documents, order, matched, cursor, limit);
  std::optional<std::string> next;
  if (more) next = write_cursor({sort_of(query), places.back().primary, snapshot.at(places.back().ordinal).id});
  return write_page(snapshot, places, next, found, matched.corrections);
}

}  // namespace

Result<std::string> search(const Snapshot& snapshot, const StorefrontQuery& query) {
  SH_CHECK(check(query));
  SH_TRY(const auto cursor, cursor_of(query));
  if (!query.q) return answer(snapshot, query, {snapshot.everything(), {}, {}}, cursor);
  const auto terms = terms_of(query.q->str());
  if (terms.size() > kTermsMax)
    return Error::invalid_field("query/q", "too_many_words", std::to_string(kTermsMax) + " different words at most");
  return answer(snapshot, query, match(snapshot, terms), cursor);
}

std::optional<std::string> search_if_short(const Snapshot& snapshot, const StorefrontQuery& query) {
  constexpr std::size_t kTermsAtOnce = 2, kFoundAtOnce = 20'000;
  if (!query.q || check(query).has_error()) return std::nullopt;
  const auto cursor = cursor_of(query);
  const auto terms = terms_of(query.q->str());
  if (cursor.has_error() || terms.size() > kTermsAtOnce) return std::nullopt;
  const auto matched = match_if_found(snapshot, terms);
  if (!matched || matched->documents.count() > kFoundAtOnce) return std::nullopt;
  return answer(snapshot, query, *matched, *cursor);
}

}  // namespace shanhai::catalog
