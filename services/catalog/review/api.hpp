// What the routes of draft review take and give.
#pragma once

#include "services/catalog/certification/api.hpp"
#include "services/catalog/product/api.hpp"

namespace shanhai::catalog {

// pass: the draft may be published as it is; refuse: it goes back, with the reason.
struct DraftDecision {
  Verdict decision = Verdict::refuse;
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(DraftDecision, (), (decision, reason))

struct ReviewStep {
  std::int64_t version = 0;  // of the product, after the step
  ReviewStatus step = ReviewStatus::submitted;
  std::string actor;
  std::string reason;
  Instant occurred_at{};
};
BOOST_DESCRIBE_STRUCT(ReviewStep, (), (version, step, actor, reason, occurred_at))

// The draft as it is reviewed, and every step so far.
struct ReviewView {
  ProductView product;
  std::vector<ReviewStep> steps;
};
BOOST_DESCRIBE_STRUCT(ReviewView, (), (product, steps))

struct ReviewListItem {
  ProductId product_id;
  OrganisationId supplier_id;
  std::string supplier_name;
  std::string name;
  Category category = Category::agricultural;
  HerbClass herb_class = HerbClass::common_food;
  std::string production_county, production_county_name;
  ReviewStatus review = ReviewStatus::submitted;
  std::int64_t version = 0;
  Instant updated_at{};
};
BOOST_DESCRIBE_STRUCT(ReviewListItem, (),
                      (product_id, supplier_id, supplier_name, name, category, herb_class, production_county,
                       production_county_name, review, version, updated_at))

struct ReviewPage {
  std::vector<ReviewListItem> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ReviewPage, (), (items, next_cursor))

enum class ReviewFilter { submitted, approved, returned };
BOOST_DESCRIBE_ENUM(ReviewFilter, submitted, approved, returned)

struct ReviewQuery {
  std::optional<ReviewFilter> review;  // submitted where it is not given
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(ReviewQuery, (), (review, limit, cursor))

}  // namespace shanhai::catalog
