#include "services/measurement/registrations/views.hpp"

namespace shanhai::measurement {
namespace {

std::string name_of(auto value) { return boost::describe::enum_to_string(value, ""); }

PartyView view_of(const TradeParty& party) { return {party.id, party.on_platform, party.name, party.uscc}; }

OfflineLineView view_of(const OfflineLineRow& line) {
  OfflineLineView out;
  out.line_id = line.line;
  if (!line.product.is_nil()) out.product_id = line.product;
  out.product_name = line.product_name;
  out.category = name_of(line.category);
  out.certified = line.certified;
  out.production_county = line.production_county;
  out.raw_material_county = line.raw_material_county;
  out.registration_county = line.registration_county;
  out.quantity = line.quantity;
  out.unit = line.unit;
  out.amount = line.amount;
  return out;
}

VoucherView view_of(const VoucherRow& voucher) {
  VoucherView out;
  out.file_id = voucher.file;
  out.kind = voucher.kind;
  out.dated_on = voucher.dated_on;
  out.amount = voucher.amount;
  if (!voucher.invoice_key.empty()) out.invoice_number = voucher.invoice_key;
  out.document_name = voucher.kept.document_name;
  out.media_type = voucher.kept.media_type;
  out.sha256 = voucher.kept.sha256;
  out.size_bytes = voucher.kept.size_bytes;
  return out;
}

std::map<std::string, Date> counts_of(const RegistrationRow& row) {
  std::map<std::string, Date> out;
  const auto days = counted_days(row);
  out.emplace(name_of(orders::Measure::ordered), days.ordered);
  if (days.paid) out.emplace(name_of(orders::Measure::paid), *days.paid);
  if (days.accepted) out.emplace(name_of(orders::Measure::accepted), *days.accepted);
  return out;
}

std::vector<DoubtView> doubts(db::Tx& tx, const RegistrationRow& row, const RegistrationScope& scope) {
  const auto uses = store::list_invoice_uses(tx, row);
  std::vector<DoubtView> out;
  for (const auto doubt : doubts_of(row, !uses.empty())) {
    out.push_back({doubt, std::nullopt});
    const bool shown = doubt == Doubt::invoice_number_used && store::find_registration(tx, uses.front(), scope);
    if (shown) out.back().registration_id = uses.front();
  }
  return out;
}

}  // namespace

RegistrationView view_registration(db::Tx& tx, const RegistrationRow& row, const RegistrationScope& scope) {
  RegistrationView out;
  out.registration_id = row.id;
  out.kind = row.kind;
  out.state = row.state;
  out.registered_by = row.registered_by;
  out.supplier = view_of(row.supplier);
  out.buyer = view_of(row.buyer);
  out.buyer_kind = name_of(row.buyer_kind);
  out.buyer_division = row.buyer_division;
  out.purchased_on = row.purchased_on;
  out.received_on = row.received_on;
  out.whole = row.whole;
  out.amount = row.amount;
  for (const auto& line : row.lines) out.lines.push_back(view_of(line));
  for (const auto& voucher : row.vouchers) out.vouchers.push_back(view_of(voucher));
  const bool sale = row.kind == RegistrationKind::sale;
  // What it counts in follows from the vouchers, also for who does not see them.
  if (sale && row.state == RegistrationState::approved)
    out.counts_in = counts_of(row.whole ? row : store::find_registration(tx, row.id, {}).value());
  if (sale && row.whole && !has_ended(row.state)) out.doubts = doubts(tx, row, scope);
  out.corrects = row.corrects;
  out.corrected_by = row.corrected_by;
  for (const auto& step : store::list_steps(tx, row.id))
    out.steps.push_back({step.action, step.organisation, step.reason, step.at});
  out.submitted_at = row.submitted_at;
  return out;
}

Result<RegistrationId> before_of(const RegistrationQuery& query) {
  if (!query.cursor) {
    IdBytes last;
    last.fill(0xff);
    return RegistrationId(last);
  }
  const auto id = RegistrationId::parse(query.cursor->str());
  if (id.has_error()) return Error::invalid_field("query/cursor", "invalid_cursor");
  return *id;
}

RegistrationPage page_of(std::vector<RegistrationRow> rows, std::int64_t size) {
  RegistrationPage out;
  if (rows.size() > static_cast<std::size_t>(size)) {
    rows.resize(static_cast<std::size_t>(size));
    out.next_cursor = rows.back().id.str();
  }
  for (const auto& row : rows) {
    out.items.push_back({row.id, row.kind, row.state, row.supplier.name, row.buyer.name, row.buyer_division,
                         row.purchased_on, row.amount, row.submitted_at});
  }
  return out;
}

}  // namespace shanhai::measurement
