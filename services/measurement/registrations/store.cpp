#include "services/measurement/registrations/store.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "services/measurement/lists.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {

SubmissionFacts facts_of(const RegistrationRow& row) {
  SubmissionFacts out;
  out.purchased_on = row.purchased_on;
  out.received_on = row.received_on;
  for (const auto& line : row.lines) {
    out.lines.emplace_back();
    out.lines.back().amount = line.amount;
  }
  for (const auto& voucher : row.vouchers)
    out.vouchers.push_back({voucher.kind, std::nullopt, std::nullopt, voucher.amount, voucher.dated_on});
  return out;
}

CountedDays counted_days(const RegistrationRow& row) {
  return counted_days(facts_of(row), row.both_sides || row.registered_by == TradeSide::buyer);
}

std::vector<Doubt> doubts_of(const RegistrationRow& row, bool invoice_number_used) {
  const bool by_buyer = row.registered_by == TradeSide::buyer;
  return doubts_of(facts_of(row), invoice_number_used, by_buyer || row.both_sides, !by_buyer || row.both_sides);
}

}  // namespace shanhai::measurement

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

db::Bytes raw(const std::string& hex) { return {from_hex(hex).value()}; }

void insert_lines(db::Tx& tx, const RegistrationRow& row) {
  std::vector<db::Params> lines, vouchers;
  for (const auto& line : row.lines) {
    lines.push_back({{"registration", row.id},
                     {"position", lines.size()},
                     {"line", line.line},
                     {"product", line.product},
                     {"product_name", line.product_name},
                     {"category", line.category},
                     {"certified", line.certified},
                     {"production_county", line.production_county},
                     {"raw_material_county", line.raw_material_county},
                     {"registration_county", line.registration_county},
                     {"quantity", line.quantity},
                     {"unit", line.unit},
                     {"amount", line.amount}});
  }
  for (const auto& voucher : row.vouchers) {
    vouchers.push_back({{"registration", row.id},
                        {"position", vouchers.size()},
                        {"file", voucher.file},
                        {"kind", voucher.kind},
                        {"dated_on", voucher.dated_on},
                        {"amount", voucher.amount},
                        {"invoice_key", voucher.invoice_key},
                        {"document_name", voucher.kept.document_name},
                        {"media_type", voucher.kept.media_type},
                        {"size_bytes", voucher.kept.size_bytes},
                        {"sha256", raw(voucher.kept.sha256)}});
  }
  tx.execute_rows(q::insert_registration_line, lines);
  tx.execute_rows(q::insert_registration_voucher, vouchers);
}

// What a list shows, too.
RegistrationRow read_head(const db::Row& row) {
  RegistrationRow out;
  out.id = row.get<RegistrationId>("id");
  out.kind = row.get<RegistrationKind>("kind");
  out.state = row.get<RegistrationState>("state");
  out.supplier.name = row.get<std::string>("supplier_name");
  out.buyer.name = row.get<std::string>("buyer_name");
  out.buyer_division = row.get<std::string>("buyer_division");
  out.purchased_on = row.get<Date>("purchased_on");
  out.amount = row.get<Money>("amount_fen");
  out.submitted_at = row.get<Instant>("submitted_at");
  return out;
}

db::Params parts_of(RegistrationId id, const RegistrationScope& scope) {
  return {{"registration", id}, {"all_origins", scope.origins.everything}, {"origins", list_or_any(scope.origins)}};
}

std::vector<OfflineLineRow> list_lines(db::Tx& tx, RegistrationId id, const RegistrationScope& scope) {
  std::vector<OfflineLineRow> out;
  for (const auto row : tx.query(q::list_registration_lines, parts_of(id, scope))) {
    OfflineLineRow line;
    line.line = row.get<OrderLineId>("line_id");
    line.product = row.get<ProductId>("product_id");
    line.product_name = row.get<std::string>("product_name");
    line.category = row.get<catalog::Category>("category");
    line.certified = row.get<bool>("certified");
    line.production_county = row.get<std::string>("production_county");
    line.raw_material_county = row.get<std::string>("raw_material_county");
    line.registration_county = row.get<std::string>("registration_county");
    line.quantity = row.get<std::int64_t>("quantity");
    line.unit = row.get<std::string>("unit");
    line.amount = row.get<Money>("amount_fen");
    out.push_back(std::move(line));
  }
  return out;
}

std::vector<VoucherRow> list_vouchers(db::Tx& tx, RegistrationId id, const RegistrationScope& scope) {
  std::vector<VoucherRow> out;
  for (const auto row : tx.query(q::list_registration_vouchers, parts_of(id, scope))) {
    VoucherRow voucher;
    voucher.file = row.get<FileId>("file_id");
    voucher.kind = row.get<VoucherKind>("kind");
    voucher.dated_on = row.get<Date>("dated_on");
    voucher.amount = row.find<Money>("amount_fen");
    voucher.invoice_key = row.get<std::string>("invoice_key");
    voucher.kept = {row.get<std::string>("document_name"), row.get<std::string>("media_type"),
                    row.get<std::int64_t>("size_bytes"), to_hex(row.get<db::Bytes>("sha256").value)};
    out.push_back(std::move(voucher));
  }
  return out;
}

}  // namespace

void insert_registration(db::Tx& tx, const RegistrationRow& row) {
  tx.execute(q::insert_registration, {{"id", row.id},
                                      {"kind", row.kind},
                                      {"state", row.state},
                                      {"registered_by", row.registered_by},
                                      {"supplier", row.supplier.id},
                                      {"supplier_on_platform", row.supplier.on_platform},
                                      {"supplier_name", row.supplier.name},
                                      {"supplier_uscc", row.supplier.uscc},
                                      {"registration_county", row.registration_county},
                                      {"buyer", row.buyer.id},
                                      {"buyer_on_platform", row.buyer.on_platform},
                                      {"buyer_name", row.buyer.name},
                                      {"buyer_uscc", row.buyer.uscc},
                                      {"buyer_kind", row.buyer_kind},
                                      {"buyer_division", row.buyer_division},
                                      {"purchased_on", row.purchased_on},
                                      {"received_on", row.received_on},
                                      {"amount", row.amount},
                                      {"both_sides", row.both_sides},
                                      {"corrects", row.corrects},
                                      {"now", tx.now()}});
  const std::vector<db::Params> sides{{{"organisation", row.supplier.id}, {"registration", row.id}},
                                      {{"organisation", row.buyer.id}, {"registration", row.id}}};
  tx.execute_rows(q::insert_registration_side, sides);
  insert_lines(tx, row);
}

std::optional<RegistrationRow> find_registration(db::Tx& tx, RegistrationId id, const RegistrationScope& scope) {
  const auto rows = tx.query(q::find_registration, {{"id", id},
                                                    {"any_side", !scope.side},
                                                    {"side", scope.side.value_or(OrganisationId())},
                                                    {"all_buyers", scope.buyers.everything},
                                                    {"buyers", list_or_any(scope.buyers)},
                                                    {"all_origins", scope.origins.everything},
                                                    {"origins", list_or_any(scope.origins)}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  auto out = read_head(row);
  out.version = row.get<std::int64_t>("version");
  out.registered_by = row.get<TradeSide>("registered_by");
  out.supplier.id = row.get<OrganisationId>("supplier");
  out.supplier.on_platform = row.get<bool>("supplier_on_platform");
  out.supplier.uscc = row.get<std::string>("supplier_uscc");
  out.registration_county = row.get<std::string>("registration_county");
  out.buyer.id = row.get<OrganisationId>("buyer");
  out.buyer.on_platform = row.get<bool>("buyer_on_platform");
  out.buyer.uscc = row.get<std::string>("buyer_uscc");
  out.buyer_kind = row.get<orders::BuyerKind>("buyer_kind");
  out.received_on = row.find<Date>("received_on");
  out.both_sides = row.get<bool>("both_sides");
  out.corrects = row.find<RegistrationId>("corrects");
  out.corrected_by = row.find<RegistrationId>("corrected_by");
  out.lines = list_lines(tx, id, scope);
  out.vouchers = list_vouchers(tx, id, scope);
  out.whole = static_cast<std::int64_t>(out.lines.size()) == row.get<std::int64_t>("line_count");
  if (!out.whole) {
    out.amount = Money();
    for (const auto& line : out.lines) out.amount += line.amount;
  }
  return out;
}

void lock_registration(db::Tx& tx, RegistrationId id) { tx.query(q::lock_registration, {{"id", id}}); }

void update_registration(db::Tx& tx, RegistrationRow& row) {
  const auto matched = tx.execute(q::update_registration, {{"state", row.state},
                                                           {"both_sides", row.both_sides},
                                                           {"corrected_by", row.corrected_by},
                                                           {"id", row.id},
                                                           {"version", row.version}});
  if (matched != 1) throw std::logic_error("a registration changed without its lock");
  ++row.version;
}

std::vector<RegistrationRow> list_registrations(db::Tx& tx, const RegistrationScope& scope,
                                                std::optional<RegistrationState> state, RegistrationId before,
                                                std::int64_t limit) {
  db::Params params{{"before", before},
                    {"any_state", !state},
                    {"state", state ? db::Value(*state) : db::Value("")},
                    {"limit", limit}};
  if (scope.side) {
    params.push_back({"side", *scope.side});
  } else {
    params.insert(params.end(), {{"all_buyers", scope.buyers.everything},
                                 {"buyers", list_or_any(scope.buyers)},
                                 {"all_origins", scope.origins.everything},
                                 {"origins", list_or_any(scope.origins)}});
  }
  std::vector<RegistrationRow> out;
  for (const auto row : tx.query(scope.side ? q::list_own_registrations : q::list_registrations, params))
    out.push_back(read_head(row));
  return out;
}

void insert_step(db::Tx& tx, const StepRow& step) {
  tx.execute(q::insert_registration_step, {{"registration", step.registration},
                                           {"version", step.version},
                                           {"action", step.action},
                                           {"actor", step.actor},
                                           {"organisation", step.organisation},
                                           {"reason", step.reason},
                                           {"now", tx.now()}});
}

std::vector<StepRow> list_steps(db::Tx& tx, RegistrationId id) {
  std::vector<StepRow> out;
  for (const auto row : tx.query(q::list_registration_steps, {{"registration", id}})) {
    StepRow step;
    step.registration = id;
    step.action = row.get<RegistrationAction>("action");
    step.organisation = row.find<OrganisationId>("organisation");
    step.reason = row.get<std::string>("reason");
    step.at = row.get<Instant>("taken_at");
    out.push_back(std::move(step));
  }
  return out;
}

std::vector<RegistrationId> list_invoice_uses(db::Tx& tx, const RegistrationRow& row) {
  std::vector<std::string> keys;
  for (const auto& voucher : row.vouchers) {
    if (!voucher.invoice_key.empty()) keys.push_back(voucher.invoice_key);
  }
  std::vector<RegistrationId> out;
  if (keys.empty()) return out;
  const auto rows = tx.query(q::list_invoice_uses, {{"keys", db::Value::list_of(keys)}, {"registration", row.id}});
  for (const auto found : rows) {
    const auto id = found.get<RegistrationId>("registration_id");
    if (id != row.corrects && id != row.corrected_by && (out.empty() || out.back() != id)) out.push_back(id);
  }
  return out;
}

std::optional<RegistrationId> lock_voucher_claim(db::Tx& tx, const std::string& sha256_hex) {
  const auto rows = tx.query(q::lock_voucher_claim, {{"sha256", raw(sha256_hex)}});
  if (rows.empty()) return std::nullopt;
  return rows.front().get<RegistrationId>("registration_id");
}

bool insert_voucher_claim(db::Tx& tx, const std::string& sha256_hex, RegistrationId id) {
  return tx.try_insert(q::insert_voucher_claim, {{"sha256", raw(sha256_hex)}, {"registration", id}});
}

void move_voucher_claim(db::Tx& tx, const std::string& sha256_hex, RegistrationId from, RegistrationId to) {
  tx.execute(q::move_voucher_claim, {{"sha256", raw(sha256_hex)}, {"from", from}, {"to", to}});
}

}  // namespace shanhai::measurement::store
