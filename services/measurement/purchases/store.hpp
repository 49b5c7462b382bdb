// Reads of purchase volume: sums from the rollup, lines from the ledger.
#pragma once

#include "common/db/transaction.hpp"
#include "services/measurement/api.hpp"
#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement::store {

// What restricts a read: the caller's scope and the filters, already intersected.
struct Filter {
  orders::Measure measure = orders::Measure::paid;
  Period period{};
  DivisionSet buyers, origins;
  std::optional<orders::BuyerKind> buyer_kind;
  std::optional<catalog::Category> category;
  std::optional<bool> certified;
  std::optional<orders::Channel> channel;
  std::optional<OrganisationId> supplier;
  bool by_sale_day = false;  // of lines: the period is that of their sale, whenever they were refunded
};

// One group of the rollup; fields that were not asked for are empty.
struct Sum {
  Date day{}, attributed_on{};
  std::string buyer_division, delivery_division, buyer_kind, production_county, raw_material_county,
      registration_county, category, channel;
  bool certified = false;
  OrganisationId supplier;
  Money gross, refunded;
  std::int64_t lines = 0;
};

struct Grouping {
  std::vector<Dimension> dimensions;
  bool by_pairing = false;  // also set by a filter on the pairing
  bool sale_view = false;   // refunds by the day of their sale
  bool has(Dimension dimension) const;
};

std::vector<Sum> sum_purchases(db::Tx& tx, const Filter& filter, const Grouping& grouping);

// An entry of the ledger, as a drill-down shows it. `amount` is positive; refunds, cancellations and prior refunds take
// it away.
struct Line {
  OrderId order_id;
  OrderLineId line_id;
  std::string kind;
  RefundId source;
  Instant occurred_at{};
  Date occurred_on{}, sale_on{}, attributed_on{};
  Money amount;
  std::int64_t quantity = 0;
  std::string buyer_kind, buyer_division, delivery_division;
  OrganisationId supplier;
  ProductId product;
  std::string category;
  bool certified = false;
  std::string production_county, raw_material_county, registration_county, channel;
  Date day(const Filter& filter) const { return filter.by_sale_day ? sale_on : occurred_on; }
};

struct LinePosition {
  Date day{};  // Line::day
  OrderLineId line;
  std::string kind;
  RefundId source;
};

std::vector<Line> list_lines(db::Tx& tx, const Filter& filter, const LinePosition& after, std::int64_t limit);

std::int64_t applied_sequence(db::Tx& tx, std::string_view consumer);

struct LedgerSum {
  orders::Measure measure = orders::Measure::ordered;
  Money gross, refunded, refunded_by_sale;
  std::int64_t lines = 0;
};
std::vector<LedgerSum> sum_entries(db::Tx& tx);  // refunded_by_sale = refunded
std::vector<LedgerSum> sum_rollup(db::Tx& tx);

}  // namespace shanhai::measurement::store
