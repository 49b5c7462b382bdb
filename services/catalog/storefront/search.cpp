#include "services/catalog/storefront/search.hpp"

#include <algorithm>
#include <cstring>

#include "common/base/divisions.hpp"
#include "common/base/encoding.hpp"
#include "services/catalog/storefront/facets.hpp"

namespace shanhai::catalog {
namespace {

using Ordinal = Snapshot::Ordinal;

constexpr std::int64_t kDefaultLimit = 20;

// Ascending by `primary`, then the newer product.
struct Place {
  std::int64_t primary = 0;
  Ordinal ordinal = 0;
};
bool operator<(const Place& a, const Place& b) {
  return a.primary != b.primary ? a.primary < b.primary : a.ordinal > b.ordinal;
}

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

// What matches the words of the query, and how well.
struct Matches {
  Roaring documents;
  std::unordered_map<Ordinal, std::int64_t> relevance;  // empty without a query
};

Matches match_words(const Snapshot& snapshot, const StorefrontQuery& query) {
  Matches out;
  if (!query.q) {
    out.documents = snapshot.everything();
    return out;
  }
  const auto runs = runs_of(normalise(query.q->str()));
  if (runs.empty()) return out;
  std::vector<const Roaring*> postings;
  for (const auto& run : runs) {
    for (const auto token : tokens_to_find(run)) {
      const auto* posting = snapshot.posting(token);
      if (!posting) return out;
      postings.push_back(posting);
    }
  }
  std::sort(postings.begin(), postings.end(),
            [](const Roaring* a, const Roaring* b) { return a->cardinality() < b->cardinality(); });
  Roaring candidates = *postings.front();
  for (std::size_t i = 1; i < postings.size(); ++i) candidates &= *postings[i];
  // Pairs of characters may stand apart from each other: look.
  for (const auto ordinal : candidates) {
    const auto relevance = relevance_of(snapshot.at(ordinal), runs);
    if (!relevance) continue;
    out.documents.add(ordinal);
    out.relevance.emplace(ordinal, *relevance);
  }
  return out;
}

std::int64_t primary_of(const Document& document, Ordinal ordinal, StorefrontSort sort, const Matches& matches) {
  switch (sort) {
    case StorefrontSort::price_asc:
      return document.price_from.fen();
    case StorefrontSort::price_desc:
      return -document.price_from.fen();
    case StorefrontSort::newest:
      return -document.published_at.time_since_epoch().count();
    case StorefrontSort::relevance:
      break;
  }
  const auto found = matches.relevance.find(ordinal);
  const std::int64_t relevance = found == matches.relevance.end() ? 0 : found->second;
  return -(relevance * 2 + (document.certified ? 1 : 0));
}

// Is `place` behind the cursor? Ids tell newer from older where the cursor's own product is gone.
bool is_behind(const Place& place, const Snapshot& snapshot, const Cursor& cursor) {
  if (place.primary != cursor.primary) return place.primary > cursor.primary;
  return snapshot.at(place.ordinal).id < cursor.id;
}

std::string write_page(const Snapshot& snapshot, const std::vector<Place>& places,
                       const std::optional<std::string>& next, std::uint64_t total, const Facets& facets) {
  std::string out = R"({"items":[)";
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 0) out += ',';
    out += snapshot.at(places[i].ordinal).item;
  }
  out += ']';
  if (next) out.append(R"(,"next_cursor":")").append(*next).append("\"");  // base64url needs no escapes
  out.append(R"(,"total":)").append(std::to_string(total));
  out.append(R"(,"facets":)").append(json::print(facets)).append("}");
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
  const auto matches = match_words(snapshot, query);
  const Filters filters(snapshot, query);
  const auto found = filters.apply(matches.documents);

  std::vector<Place> places;
  for (const auto ordinal : found) {
    const Place place{primary_of(snapshot.at(ordinal), ordinal, sort, matches), ordinal};
    if (!cursor || is_behind(place, snapshot, *cursor)) places.push_back(place);
  }
  const auto limit = static_cast<std::size_t>(query.limit ? query.limit->value() : kDefaultLimit);
  const auto shown = std::min(places.size(), limit);
  std::partial_sort(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(shown), places.end());
  std::optional<std::string> next;
  if (places.size() > shown)
    next = write_cursor({sort, places[shown - 1].primary, snapshot.at(places[shown - 1].ordinal).id});
  places.resize(shown);
  return write_page(snapshot, places, next, found.cardinality(), filters.facets(matches.documents));
}

}  // namespace shanhai::catalog
