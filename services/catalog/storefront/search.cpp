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

class Order {
 public:
  Order(const Snapshot& snapshot, StorefrontSort sort, const std::vector<std::int32_t>* relevance)
      : snapshot_(snapshot), sort_(sort), relevance_(relevance) {}

  Place place_of(Ordinal ordinal) const {
    const auto& row = snapshot_.row(ordinal);
    return {primary_of(row, ordinal), row.id_head, ordinal};
  }
  bool operator()(const Place& a, const Place& b) const {
    if (a.primary != b.primary) return a.primary < b.primary;
    if (a.id_head != b.id_head) return a.id_head > b.id_head;
    return snapshot_.at(a.ordinal).id > snapshot_.at(b.ordinal).id;
  }

 private:
  std::int64_t primary_of(const Row& row, Ordinal ordinal) const {
    switch (sort_) {
      case StorefrontSort::price_asc:
        return row.price_fen;
      case StorefrontSort::price_desc:
        return -row.price_fen;
      case StorefrontSort::newest:
        return -row.published_at;
      case StorefrontSort::relevance:
        break;
    }
    constexpr std::int64_t kQualities = 1000;
    return -((relevance_ ? (*relevance_)[ordinal] : 0) * kQualities + row.quality);
  }

  const Snapshot& snapshot_;
  const StorefrontSort sort_;
  const std::vector<std::int32_t>* relevance_;  // nullptr: without a query
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
std::pair<std::vector<Place>, bool> first_of(const Snapshot& snapshot, const Roaring& found, const Order& order,
                                             const std::optional<Cursor>& cursor, std::size_t limit) {
  std::vector<Place> heap;  // the last of them at its front
  heap.reserve(limit + 1);
  bool more = false;
  for (const auto ordinal : found) {
    const auto place = order.place_of(ordinal);
    if (cursor && !is_behind(place, snapshot, *cursor)) continue;
    if (heap.size() == limit) {
      more = true;
      if (!order(place, heap.front())) continue;
      std::pop_heap(heap.begin(), heap.end(), order);
      heap.pop_back();
    }
    heap.push_back(place);
    std::push_heap(heap.begin(), heap.end(), order);
  }
  std::sort_heap(heap.begin(), heap.end(), order);
  return {std::move(heap), more};
}

std::string write_page(const Snapshot& snapshot, const std::vector<Place>& places,
                       const std::optional<std::string>& next, std::uint64_t total, const Facets& facets,
                       const std::vector<Correction>& corrections) {
  std::string out = R"({"items":[)";
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 0) out += ',';
    out += snapshot.at(places[i].ordinal).item;
  }
  out += ']';
  if (next) out.append(R"(,"next_cursor":")").append(*next).append("\"");  // base64url needs no escapes
  out.append(R"(,"total":)").append(std::to_string(total));
  out.append(R"(,"facets":)").append(json::print(facets));
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

}  // namespace

Result<std::string> search(const Snapshot& snapshot, const StorefrontQuery& query) {
  SH_CHECK(check_division(query.county, DivisionLevel::county, "query/county"));
  SH_CHECK(check_division(query.prefecture, DivisionLevel::prefecture, "query/prefecture"));
  const auto sort = query.sort.value_or(StorefrontSort::relevance);
  std::optional<Cursor> cursor;
  if (query.cursor) {
    SH_TRY(cursor, read_cursor(query.cursor->str(), sort));
  }
  if (query.price_min_fen && query.price_max_fen && query.price_min_fen->value() > query.price_max_fen->value())
    return Error::invalid_field("query/price_max_fen", "below_price_min");
  const auto terms = query.q ? terms_of(query.q->str()) : std::vector<Term>();
  if (terms.size() > kTermsMax)
    return Error::invalid_field("query/q", "too_many_words", std::to_string(kTermsMax) + " different words at most");
  const auto matched = query.q ? match(snapshot, terms) : Matched{snapshot.everything(), {}, {}};
  const Filters filters(snapshot, query);
  const auto found = filters.apply(matched.documents);
  const Order order(snapshot, sort,
                    query.q && sort == StorefrontSort::relevance ? &relevance_of(snapshot, matched, found) : nullptr);
  const auto limit = static_cast<std::size_t>(query.limit ? query.limit->value() : kDefaultLimit);
  const auto [places, more] = first_of(snapshot, found, order, cursor, limit);
  std::optional<std::string> next;
  if (more) next = write_cursor({sort, places.back().primary, snapshot.at(places.back().ordinal).id});
  return write_page(snapshot, places, next, found.cardinality(), filters.facets(matched.documents),
                    matched.corrections);
}

}  // namespace shanhai::catalog
