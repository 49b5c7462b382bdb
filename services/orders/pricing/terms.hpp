// Terms of carriage and promotions, as their supplier writes and everybody reads them.
#pragma once

#include "services/orders/api.hpp"
#include "services/orders/pricing/domain.hpp"

namespace shanhai::orders {

BOOST_DESCRIBE_STRUCT(FreightRegion, (), (divisions, first_weight_g, first_fee, step_weight_g, step_fee, free_from))
BOOST_DESCRIBE_STRUCT(FreightTerms, (), (regions, not_delivered, fresh_divisions, unweighed_g))

struct FreightTermsBody {
  FreightTerms terms;
  std::optional<Instant> effective_from;  // left out: as soon as it can be
};
BOOST_DESCRIBE_STRUCT(FreightTermsBody, (), (terms, effective_from))

struct FreightTermsView {
  FreightTermsId freight_terms_id;
  Instant effective_from{};  // until the next version's
  Instant created_at{};
  FreightTerms terms;
};
BOOST_DESCRIBE_STRUCT(FreightTermsView, (), (freight_terms_id, effective_from, created_at, terms))

struct FreightTermsPage {
  std::vector<FreightTermsView> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(FreightTermsPage, (), (items, next_cursor))

struct PromotionBody {
  Text<1, 60> title;
  Money threshold;  // from so much in one order of the supplier, before the discount
  Money off;
  std::optional<Instant> starts_at;  // left out: as soon as it can be
  Instant ends_at{};                 // exclusive
};
BOOST_DESCRIBE_STRUCT(PromotionBody, (), (title, threshold, off, starts_at, ends_at))

struct PromotionView {
  PromotionId promotion_id;
  std::string title;
  Money threshold, off;
  Instant starts_at{}, ends_at{}, created_at{};
};
BOOST_DESCRIBE_STRUCT(PromotionView, (), (promotion_id, title, threshold, off, starts_at, ends_at, created_at))

struct PromotionPage {
  std::vector<PromotionView> items;  // those that end last first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(PromotionPage, (), (items, next_cursor))

// What holds now of a supplier, for who thinks of buying.
struct StorefrontTerms {
  OrganisationId supplier_id;
  std::optional<FreightTerms> freight;  // none: free of charge within Guangdong
  std::vector<PromotionView> promotions;
};
BOOST_DESCRIBE_STRUCT(StorefrontTerms, (), (supplier_id, freight, promotions))

struct FreightTermsRow {
  FreightTermsId id;
  OrganisationId supplier;
  Instant effective_from{}, created_at{};
  FreightTerms terms;
};

struct PromotionRow {
  PromotionId id;
  OrganisationId supplier;
  std::string title;
  Discount discount;
  Instant starts_at{}, ends_at{}, created_at{};
  std::int64_t version = 1;
};

// Everything of one supplier that may hold within the next moments.
struct SupplierTerms {
  std::vector<FreightTermsRow> freight;  // newest first
  std::vector<PromotionRow> promotions;

  const FreightTerms* freight_at(Instant at) const;  // nullptr: none
  std::vector<const PromotionRow*> promotions_at(Instant at) const;
};

}  // namespace shanhai::orders
