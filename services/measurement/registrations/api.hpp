// Offline sales as callers write and read them, and the events that tell of them.
#pragma once

#include "common/files/file.hpp"
#include "services/measurement/registrations/domain.hpp"
#include "services/orders/api.hpp"

namespace shanhai::measurement {

BOOST_DESCRIBE_ENUM(RegistrationKind, sale, reversal)
BOOST_DESCRIBE_ENUM(RegistrationState, submitted, confirmed, sent_back, approved, refused, withdrawn, corrected,
                    reversed)
BOOST_DESCRIBE_ENUM(RegistrationAction, confirm, disclaim, approve, send_back, refuse, withdraw, correct, reverse,
                    restore)
BOOST_DESCRIBE_ENUM(TradeSide, buyer, supplier)
BOOST_DESCRIBE_ENUM(VoucherKind, invoice, transfer_slip, acceptance_note, contract)
BOOST_DESCRIBE_ENUM(Doubt, invoice_number_used, invoices_below_amount, buyer_unconfirmed, supplier_unconfirmed)

// Kinds of buyer that may have bought offline: persons are not registered.
enum class OfflineBuyerKind { budget_unit, trade_union, enterprise };
BOOST_DESCRIBE_ENUM(OfflineBuyerKind, budget_unit, trade_union, enterprise)

// An organisation that is not on the platform.
struct OutsideSeller {
  Text<2, 100> name;
  Text<18, 18> uscc;               // GB 32100
  Text<6, 6> registration_county;  // GB/T 2260
};
BOOST_DESCRIBE_STRUCT(OutsideSeller, (), (name, uscc, registration_county))

struct OutsideBuyer {
  Text<2, 100> name;
  Text<18, 18> uscc;
  OfflineBuyerKind kind = OfflineBuyerKind::enterprise;
  Text<6, 6> division;  // in Guangdong
};
BOOST_DESCRIBE_STRUCT(OutsideBuyer, (), (name, uscc, kind, division))

struct OfflineLineBody {
  std::optional<ProductId> product_id;  // of the seller, on the platform; else the next three say what it was
  std::optional<Text<1, 80>> product_name;
  std::optional<catalog::Category> category;
  std::optional<Text<6, 6>> production_county;    // one of the 29
  std::optional<Text<6, 6>> raw_material_county;  // left out: that of production
  Bounded<1, 100'000'000> quantity;
  Text<1, 8> unit;  // 斤, 盒, 件
  Money amount;     // what was paid for the line
};
BOOST_DESCRIBE_STRUCT(OfflineLineBody, (),
                      (product_id, product_name, category, production_county, raw_material_county, quantity, unit,
                       amount))

struct VoucherBody {
  VoucherKind kind = VoucherKind::invoice;
  Date dated_on{};              // of a transfer slip: when it was paid; of an acceptance note: when it was received
  std::optional<Money> amount;  // of invoices and transfer slips
  std::optional<Text<10, 12>> invoice_code;
  std::optional<Text<8, 20>> invoice_number;
  files::UploadedFile file;
};
BOOST_DESCRIBE_STRUCT(VoucherBody, (), (kind, dated_on, amount, invoice_code, invoice_number, file))

struct RegistrationBody {
  Date purchased_on{};
  std::optional<Date> received_on;
  std::optional<OrganisationId> supplier_id;  // where a buyer registers: this, or the seller
  std::optional<OutsideSeller> seller;
  std::optional<OrganisationId> buyer_id;  // where a supplier registers: this, or the buyer
  std::optional<OutsideBuyer> buyer;
  std::vector<OfflineLineBody> lines;
  std::vector<VoucherBody> vouchers;
  std::optional<RegistrationId> corrects;  // one of the caller's, in whose place this one is to stand
};
BOOST_DESCRIBE_STRUCT(RegistrationBody, (),
                      (purchased_on, received_on, supplier_id, seller, buyer_id, buyer, lines, vouchers, corrects))

struct RegistrationReason {
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(RegistrationReason, (), (reason))

enum class ReviewDecision { approve, send_back, refuse };
BOOST_DESCRIBE_ENUM(ReviewDecision, approve, send_back, refuse)

struct ReviewBody {
  ReviewDecision decision = ReviewDecision::approve;
  Text<1, 500> reason;
  std::optional<std::vector<Doubt>> despite;  // doubts that the reviewer has cleared up; all there are, to approve
};
BOOST_DESCRIBE_STRUCT(ReviewBody, (), (decision, reason, despite))

struct PartyView {
  OrganisationId organisation_id;  // one that is not on the platform has an id made of its code
  bool on_platform = false;
  std::string name, uscc;
};
BOOST_DESCRIBE_STRUCT(PartyView, (), (organisation_id, on_platform, name, uscc))

struct OfflineLineView {
  OrderLineId line_id;
  std::optional<ProductId> product_id;
  std::string product_name, category;
  bool certified = false;  // on the day of purchase, as known when this was registered
  std::string production_county, raw_material_county, registration_county;
  std::int64_t quantity = 0;
  std::string unit;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(OfflineLineView, (),
                      (line_id, product_id, product_name, category, certified, production_county, raw_material_county,
                       registration_county, quantity, unit, amount))

struct VoucherView {
  FileId file_id;
  VoucherKind kind = VoucherKind::invoice;
  Date dated_on{};
  std::optional<Money> amount;
  std::optional<std::string> invoice_number;  // "<code>-<number>" or 20 digits
  std::string document_name, media_type, sha256;
  std::int64_t size_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(VoucherView, (),
                      (file_id, kind, dated_on, amount, invoice_number, document_name, media_type, sha256, size_bytes))

struct RegistrationStep {
  RegistrationAction action = RegistrationAction::confirm;
  std::optional<OrganisationId> organisation_id;  // whose member took it
  std::string reason;
  Instant at{};
};
BOOST_DESCRIBE_STRUCT(RegistrationStep, (), (action, organisation_id, reason, at))

struct DoubtView {
  Doubt doubt = Doubt::invoice_number_used;
  std::optional<RegistrationId> registration_id;  // the first that used it, where the reader may see that one
};
BOOST_DESCRIBE_STRUCT(DoubtView, (), (doubt, registration_id))

struct RegistrationView {
  RegistrationId registration_id;
  RegistrationKind kind = RegistrationKind::sale;
  RegistrationState state = RegistrationState::submitted;
  TradeSide registered_by = TradeSide::buyer;
  PartyView supplier, buyer;
  std::string buyer_kind, buyer_division;
  Date purchased_on{};
  std::optional<Date> received_on;
  bool whole = true;  // false: amount and lines are of the reader's counties, vouchers and doubts are left out
  Money amount;
  std::vector<OfflineLineView> lines;
  std::vector<VoucherView> vouchers;
  std::map<std::string, Date> counts_in;   // by measure: from approval on, on which day
  std::optional<RegistrationId> corrects;  // of a reversal: what it takes back
  std::optional<RegistrationId> corrected_by;
  std::vector<DoubtView> doubts;
  std::vector<RegistrationStep> steps;
  Instant submitted_at{};
};
BOOST_DESCRIBE_STRUCT(RegistrationView, (),
                      (registration_id, kind, state, registered_by, supplier, buyer, buyer_kind, buyer_division,
                       purchased_on, received_on, whole, amount, lines, vouchers, counts_in, corrects, corrected_by,
                       doubts, steps, submitted_at))

struct RegistrationRef {
  RegistrationId registration_id;
};
BOOST_DESCRIBE_STRUCT(RegistrationRef, (), (registration_id))

struct RegistrationListItem {
  RegistrationId registration_id;
  RegistrationKind kind = RegistrationKind::sale;
  RegistrationState state = RegistrationState::submitted;
  std::string supplier_name, buyer_name, buyer_division;
  Date purchased_on{};
  Money amount;  // of what the reader sees
  Instant submitted_at{};
};
BOOST_DESCRIBE_STRUCT(RegistrationListItem, (),
                      (registration_id, kind, state, supplier_name, buyer_name, buyer_division, purchased_on, amount,
                       submitted_at))

struct RegistrationPage {
  std::vector<RegistrationListItem> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(RegistrationPage, (), (items, next_cursor))

struct RegistrationQuery {
  std::optional<RegistrationState> state;
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
  std::int64_t size() const { return limit ? limit->value() : 50; }
};
BOOST_DESCRIBE_STRUCT(RegistrationQuery, (), (state, limit, cursor))

// One line as it is counted, frozen.
struct RegisteredLine {
  OrderLineId line;
  ProductId product;  // nil: none on the platform
  catalog::Category category = catalog::Category::agricultural;
  bool certified = false;
  std::string production_county, raw_material_county, registration_county;
  std::int64_t quantity = 0;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(RegisteredLine, (),
                      (line, product, category, certified, production_county, raw_material_county, registration_county,
                       quantity, amount))

struct CountedIn {
  orders::Measure measure = orders::Measure::ordered;
  Date on{};
};
BOOST_DESCRIBE_STRUCT(CountedIn, (), (measure, on))

// Payload of registration_approved, aggregate "registration"; and, within RegistrationReversed, of what is taken back.
struct RegistrationFacts {
  RegistrationId registration;
  OrganisationId supplier, buyer;
  orders::BuyerKind buyer_kind = orders::BuyerKind::enterprise;
  std::string buyer_division;
  std::vector<CountedIn> counts;
  Date attributed_on{};  // decides the pairing, but of `ordered`: the day of payment, where one is shown
  std::vector<RegisteredLine> lines;
};
BOOST_DESCRIBE_STRUCT(RegistrationFacts, (),
                      (registration, supplier, buyer, buyer_kind, buyer_division, counts, attributed_on, lines))

// Payload of registration_reversed.
struct RegistrationReversed {
  RegistrationId by;  // the correction, or the reversal
  RegistrationFacts facts;
};
BOOST_DESCRIBE_STRUCT(RegistrationReversed, (), (by, facts))

// Payload of the other registration_... events.
struct RegistrationChanged {
  RegistrationId registration;
  RegistrationState state = RegistrationState::submitted;
  OrganisationId supplier, buyer;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(RegistrationChanged, (), (registration, state, supplier, buyer, amount))

inline constexpr std::string_view kRegistrationSubmitted = "measurement.registration_submitted";  // ...Changed
inline constexpr std::string_view kRegistrationMoved = "measurement.registration_moved";          // ...Changed
inline constexpr std::string_view kRegistrationApproved = "measurement.registration_approved";    // ...Facts
inline constexpr std::string_view kRegistrationReversed = "measurement.registration_reversed";    // ...Reversed

}  // namespace shanhai::measurement
