// Registrations as the database holds them.
#pragma once

#include "services/measurement/purchases/domain.hpp"
#include "services/measurement/registrations/api.hpp"

namespace shanhai::measurement {

struct TradeParty {
  OrganisationId id;
  bool on_platform = false;
  std::string name, uscc;
};

struct OfflineLineRow {
  OrderLineId line;
  ProductId product;  // nil: none that the platform knows
  std::string product_name;
  catalog::Category category = catalog::Category::agricultural;
  bool certified = false;
  std::string production_county, raw_material_county, registration_county;
  std::int64_t quantity = 0;
  std::string unit;
  Money amount;
};

struct VoucherRow {
  FileId file;
  VoucherKind kind = VoucherKind::invoice;
  Date dated_on{};
  std::optional<Money> amount;
  std::string invoice_key;  // empty: no invoice
  files::KeptFile kept;
};

struct RegistrationRow {
  RegistrationId id;
  RegistrationKind kind = RegistrationKind::sale;
  RegistrationState state = RegistrationState::submitted;
  std::int64_t version = 1;
  TradeSide registered_by = TradeSide::buyer;
  TradeParty supplier, buyer;
  std::string registration_county;  // the supplier's
  orders::BuyerKind buyer_kind = orders::BuyerKind::enterprise;
  std::string buyer_division;
  Date purchased_on{};
  std::optional<Date> received_on;
  Money amount;
  bool both_sides = false;  // registered by the one and confirmed by the other
  std::optional<RegistrationId> corrects, corrected_by;
  Instant submitted_at{};
  std::vector<OfflineLineRow> lines;  // those of a list are not read
  std::vector<VoucherRow> vouchers;
  bool whole = true;  // false: lines and amount are those of the scope, vouchers are left out

  const TradeParty& other_side() const { return registered_by == TradeSide::buyer ? supplier : buyer; }
  OrganisationId registrant() const { return registered_by == TradeSide::buyer ? buyer.id : supplier.id; }
};

// As the rules see it.
SubmissionFacts facts_of(const RegistrationRow& row);
CountedDays counted_days(const RegistrationRow& row);
std::vector<Doubt> doubts_of(const RegistrationRow& row, bool invoice_number_used);

// What restricts a read: one side's registrations, or a region's.
struct RegistrationScope {
  std::optional<OrganisationId> side;
  DivisionSet buyers, origins;
};

}  // namespace shanhai::measurement
