// Reference prices: what an authority published, with its source and days, as an operator entered it.
#pragma once

#include "services/catalog/api.hpp"

namespace shanhai::catalog {

SHANHAI_ID(ReferencePriceId, "rfp");

// The unit of what is weighed.
inline constexpr std::string_view kWeighedUnit = "500g";

struct ReferencePriceBody {
  Category category = Category::agricultural;
  std::optional<Text<1, 20>> goods;  // stands in the names of the products it is for; left out: the whole category
  Text<1, 8> unit;                   // 500g of what is weighed, else a sale unit: 件
  Money price;
  Text<1, 200> source;            // who published it, and where
  Date valid_from{}, valid_to{};  // China, both inclusive
};
BOOST_DESCRIBE_STRUCT(ReferencePriceBody, (), (category, goods, unit, price, source, valid_from, valid_to))

struct ReferencePriceView {
  ReferencePriceId reference_price_id;
  Category category = Category::agricultural;
  std::optional<std::string> goods;
  std::string unit;
  Money price;
  std::string source;
  Date valid_from{}, valid_to{};
  std::optional<Instant> withdrawn_at;
};
BOOST_DESCRIBE_STRUCT(ReferencePriceView, (),
                      (reference_price_id, category, goods, unit, price, source, valid_from, valid_to, withdrawn_at))

struct ReferencePricePage {
  std::vector<ReferencePriceView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ReferencePricePage, (), (items, next_cursor))

// "catalog.reference_price_changed", aggregate "reference_price": version 1 entered, 2 withdrawn.
struct ReferencePriceChanged {
  ReferencePriceId reference_price;
  Category category = Category::agricultural;
  std::string goods, unit;
  Money price;
  std::string source;
  Date valid_from{}, valid_to{};
  bool withdrawn = false;
};
BOOST_DESCRIBE_STRUCT(ReferencePriceChanged, (),
                      (reference_price, category, goods, unit, price, source, valid_from, valid_to, withdrawn))

inline constexpr std::string_view kReferencePriceChanged = "catalog.reference_price_changed";

// A price beside its reference.
enum class ReferenceKind { published, median };
BOOST_DESCRIBE_ENUM(ReferenceKind, published, median)

struct PriceReference {
  std::string unit;  // 500g, or the sale unit
  Money price;       // of that unit, in the pack that makes it the cheapest
  Money reference;
  ReferenceKind kind = ReferenceKind::median;
  std::optional<std::string> source, goods;  // published
  std::optional<Date> valid_from, valid_to;  // published
  std::optional<std::int64_t> offers;        // median: of so many products, the day before
  bool operator==(const PriceReference&) const = default;
};
BOOST_DESCRIBE_STRUCT(PriceReference, (), (unit, price, reference, kind, source, goods, valid_from, valid_to, offers))

}  // namespace shanhai::catalog
