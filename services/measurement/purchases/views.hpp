// What reports of purchase volume are asked, and what they answer.
#pragma once

#include <map>

#include "services/measurement/api.hpp"
#include "services/measurement/ledger/entry.hpp"
#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement {

// Parameters that a report and its drill-down share. Divisions with everything that lies in them; a unit with
// everything below it, where it stood on each day.
struct PurchaseFilter {
  orders::Measure measure = orders::Measure::paid;
  Text<4, 10> period;
  std::optional<Text<6, 6>> buyer_division, delivery_division, origin_county, raw_material_county, registration_county;
  std::optional<Goods> category;
  std::optional<orders::BuyerKind> buyer_kind;
  std::optional<bool> certified;
  std::optional<orders::Channel> channel;
  std::optional<OrganisationId> supplier;
  std::optional<ProductId> product;
  std::optional<OrganisationId> buyer_organisation, unit;
  std::optional<Text<4, 40>> pairing;
  std::optional<RefundView> refund_view;
  std::optional<Text<10, 160>> as_of;
};
BOOST_DESCRIBE_STRUCT(PurchaseFilter, (),
                      (measure, period, buyer_division, delivery_division, origin_county, raw_material_county,
                       registration_county, category, buyer_kind, certified, channel, supplier, product,
                       buyer_organisation, unit, pairing, refund_view, as_of))

// What rows are ranked and ordered by, the largest first; `keys` orders them by what they are of, and ranks by net.
enum class Order { keys, net, gross, refunded, lines, quantity, change };
BOOST_DESCRIBE_ENUM(Order, keys, net, gross, refunded, lines, quantity, change)

struct ReportQuery : PurchaseFilter {
  std::optional<Text<0, 200>> group_by;
  std::optional<Order> order;
  std::optional<Bounded<1, 1000>> limit;  // the first rows; the rest as one
  std::optional<bool> year_on_year;
  std::optional<Text<1, 60>> distinct;  // "buyers,suppliers,products,households"
};
BOOST_DESCRIBE_STRUCT(ReportQuery, (PurchaseFilter), (group_by, order, limit, year_on_year, distinct))

struct LinesQuery : PurchaseFilter {
  std::optional<bool> adjustments;  // of a frozen period: what came too late for it, in place of what it holds
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(LinesQuery, (PurchaseFilter), (adjustments, limit, cursor))

// Left out where it was not asked for, or where so few are not told.
struct DistinctCounts {
  std::optional<std::int64_t> buyers, suppliers, products, households;
  std::optional<std::vector<std::string>> suppressed;  // which of them are fewer than is told
};
BOOST_DESCRIBE_STRUCT(DistinctCounts, (), (buyers, suppliers, products, households, suppressed))

struct Volume {
  Money gross, refunded, net;
  std::int64_t lines = 0;     // sales
  std::int64_t quantity = 0;  // units sold
};
BOOST_DESCRIBE_STRUCT(Volume, (), (gross, refunded, net, lines, quantity))

struct ComparedVolume : Volume {
  std::optional<Money> previous_net, change;  // the same period a year before
  std::optional<std::int64_t> change_ppm;     // left out where there was nothing
  std::optional<DistinctCounts> distinct;
};
BOOST_DESCRIBE_STRUCT(ComparedVolume, (Volume), (previous_net, change, change_ppm, distinct))

struct ReportRow : ComparedVolume {
  std::map<std::string, std::string> keys;
  std::int64_t rank = 0;                  // equal values share one
  std::optional<std::int64_t> share_ppm;  // of the total's net; left out where that is not positive
};
BOOST_DESCRIBE_STRUCT(ReportRow, (ComparedVolume), (keys, rank, share_ppm))

struct OtherRows : Volume {
  std::int64_t rows = 0;
  std::optional<Money> previous_net;
};
BOOST_DESCRIBE_STRUCT(OtherRows, (Volume), (rows, previous_net))

// Of a period that is frozen: its figures stay as they were signed.
struct FrozenReport {
  std::string digest;  // SHA-256 of all figures of the period, hexadecimal
  Instant signed_at{};
  std::string url;                    // the freeze, and how to check it
  std::optional<Volume> adjustments;  // what came too late and stands under later days; not by unit or pairing
};
BOOST_DESCRIBE_STRUCT(FrozenReport, (), (digest, signed_at, url, adjustments))

struct Report {
  orders::Measure measure = orders::Measure::paid;
  std::string period;
  RefundView refund_view = RefundView::posting;
  std::string as_of;  // asks for this very answer again
  std::vector<ReportRow> rows;
  std::optional<OtherRows> others;  // beyond the limit
  ComparedVolume total;
  std::int64_t applied_sequence = 0;  // how far the orders stream is counted
  std::optional<std::string> pairings_note;
  std::optional<FrozenReport> frozen;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (measure, period, refund_view, as_of, rows, others, total, applied_sequence, pairings_note,
                       frozen))

// A person's line tells an agency no more than the day, the amount and coarse keys: what is optional here is left out.
struct PurchaseLine {
  std::optional<OrderId> order_id;
  std::optional<OrderLineId> line_id;
  std::string kind;  // sale, refund, cancellation, reversal, prior_refund
  Date occurred_on{};
  std::optional<Instant> occurred_at;
  Date posted_on{}, sale_on{};
  std::optional<std::string> frozen_for;  // the frozen period that it stands beside
  Money amount;                           // signed: what the entry adds to net
  std::int64_t quantity = 0;
  std::string buyer_kind, buyer_division, pairing;
  std::optional<std::string> delivery_division;
  std::optional<OrganisationId> buyer_organisation;  // never a person
  std::optional<OrganisationId> supplier;
  std::optional<ProductId> product;  // none for freight
  std::string category;
  bool certified = false;
  std::string origin_county;
  std::optional<std::string> raw_material_county, registration_county;
  std::string channel;
};
BOOST_DESCRIBE_STRUCT(PurchaseLine, (),
                      (order_id, line_id, kind, occurred_on, occurred_at, posted_on, sale_on, frozen_for, amount,
                       quantity, buyer_kind, buyer_division, delivery_division, pairing, buyer_organisation, supplier,
                       product, category, certified, origin_county, raw_material_county, registration_county, channel))

// Lines of so few persons that they are not told one by one.
struct UntoldLines {
  std::int64_t entries = 0;
  Money amount;  // signed: what they add to net
};
BOOST_DESCRIBE_STRUCT(UntoldLines, (), (entries, amount))

// The items and what is untold of all pages add up to the figure. A page may be short, or empty, and not the last:
// there are more while there is a next_cursor.
struct PurchaseLines {
  std::vector<PurchaseLine> items;
  std::optional<UntoldLines> untold;
  std::string as_of;  // give it with the cursor, and later pages are of the same books
  std::optional<FrozenReport> frozen;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(PurchaseLines, (), (items, untold, as_of, frozen, next_cursor))

}  // namespace shanhai::measurement
