// Purchase volume for agencies: reports, drill-down, pairings, households. Every read leaves an audit row.
#pragma once

#include <map>

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/http/message.hpp"
#include "services/measurement/api.hpp"
#include "services/measurement/pairings/domain.hpp"
#include "services/measurement/purchases/store.hpp"

namespace shanhai::measurement {

inline constexpr std::string_view kOrdersConsumer = "measurement.orders";
inline constexpr std::string_view kTraceabilityConsumer = "measurement.traceability";

enum class RefundView { posting, sale };
BOOST_DESCRIBE_ENUM(RefundView, posting, sale)

// Parameters that a report and its drill-down share.
struct PurchaseFilter {
  orders::Measure measure = orders::Measure::paid;
  Text<4, 10> period;
  std::optional<Text<6, 6>> buyer_division, origin_county;  // with everything that lies in them
  std::optional<catalog::Category> category;
  std::optional<orders::BuyerKind> buyer_kind;
  std::optional<bool> certified;
  std::optional<orders::Channel> channel;
  std::optional<OrganisationId> supplier;
  std::optional<Text<4, 40>> pairing;
};
BOOST_DESCRIBE_STRUCT(PurchaseFilter, (),
                      (measure, period, buyer_division, origin_county, category, buyer_kind, certified, channel,
                       supplier, pairing))

struct ReportQuery : PurchaseFilter {
  std::optional<Text<0, 200>> group_by;
  std::optional<RefundView> refund_view;
};
BOOST_DESCRIBE_STRUCT(ReportQuery, (PurchaseFilter), (group_by, refund_view))

struct LinesQuery : PurchaseFilter {
  std::optional<RefundView> refund_view;  // as in the report whose figure they stand behind
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(LinesQuery, (PurchaseFilter), (refund_view, limit, cursor))

struct Volume {
  Money gross, refunded, net;
  std::int64_t lines = 0;
};
BOOST_DESCRIBE_STRUCT(Volume, (), (gross, refunded, net, lines))

struct ReportRow : Volume {
  std::map<std::string, std::string> keys;
};
BOOST_DESCRIBE_STRUCT(ReportRow, (Volume), (keys))

struct Report {
  orders::Measure measure = orders::Measure::paid;
  std::string period;
  RefundView refund_view = RefundView::posting;
  std::vector<ReportRow> rows;  // ordered by their keys
  Volume total;
  std::int64_t applied_sequence = 0;  // how far the orders stream is counted
  std::optional<std::string> pairings_note;
};
BOOST_DESCRIBE_STRUCT(Report, (), (measure, period, refund_view, rows, total, applied_sequence, pairings_note))

struct PurchaseLine {
  OrderId order_id;
  OrderLineId line_id;
  std::string kind;  // sale, refund, cancellation, prior_refund
  Instant occurred_at{};
  Date sale_on{};
  Money amount;  // signed: what the entry adds to net
  std::int64_t quantity = 0;
  std::string buyer_kind, buyer_division, delivery_division, pairing;
  OrganisationId supplier;
  std::optional<ProductId> product;  // none for freight
  std::string category;
  bool certified = false;
  std::string origin_county, raw_material_county, registration_county, channel;
};
BOOST_DESCRIBE_STRUCT(PurchaseLine, (),
                      (order_id, line_id, kind, occurred_at, sale_on, amount, quantity, buyer_kind, buyer_division,
                       delivery_division, pairing, supplier, product, category, certified, origin_county,
                       raw_material_county, registration_county, channel))

struct PurchaseLines {
  std::vector<PurchaseLine> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(PurchaseLines, (), (items, next_cursor))

struct PairingEntry {
  Text<6, 6> buyer_division, origin_division;
  Date valid_from{}, valid_to{};
  std::optional<Text<3, 8>> date_precision;
  std::optional<Text<1, 12>> standing;  // written as "entered" when an operator enters it
  std::optional<Text<0, 200>> note;
};
BOOST_DESCRIBE_STRUCT(PairingEntry, (),
                      (buyer_division, origin_division, valid_from, valid_to, date_precision, standing, note))

struct PairingList {
  std::vector<PairingEntry> items;
  std::int64_t version = 0;  // entity tag, for If-Match
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(PairingList, (), (items, version, note))

struct HouseholdQuery {
  Text<4, 10> period;
  std::optional<Text<6, 6>> origin_county;
};
BOOST_DESCRIBE_STRUCT(HouseholdQuery, (), (period, origin_county))

struct HouseholdReport {
  std::string period;
  std::int64_t households = 0;  // distinct, whose lots were shipped in the period
  std::int64_t lots = 0;
};
BOOST_DESCRIBE_STRUCT(HouseholdReport, (), (period, households, lots))

class Service final : public Api {
 public:
  // `extend_pairings_to`: settings measurement.extend_pairings_to, for demonstrations.
  Service(db::Database& database, Random& random, std::optional<Date> extend_pairings_to)
      : database_(database), random_(random), extend_pairings_to_(extend_pairings_to) {}

  Task<Result<Report>> report(auth::Principal caller, ReportQuery query);
  Task<Result<PurchaseLines>> lines(auth::Principal caller, LinesQuery query);
  Task<Result<HouseholdReport>> households(auth::Principal caller, HouseholdQuery query);
  Task<Result<PairingList>> pairings();
  // `version` as it was read. invalid: the wrong field is named; precondition_failed: somebody entered one since.
  Task<Result<PairingList>> put_pairing(auth::Principal caller, PairingEntry entry, std::int64_t version);
  Task<Result<MeasureTotals>> totals(TotalsQuery query) override;

 private:
  PairingTable load_pairings(db::Tx& tx) const;
  std::optional<std::string> pairings_note() const;
  void audit_read(db::Tx& tx, const auth::Principal& caller, std::string_view action, json::Object details);

  db::Database& database_;
  Random& random_;
  std::optional<Date> extend_pairings_to_;
};

}  // namespace shanhai::measurement
