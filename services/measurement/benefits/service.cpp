#include "services/measurement/benefits/service.hpp"

#include <algorithm>

#include "services/measurement/answered_before.hpp"
#include "services/measurement/audited_reading.hpp"
#include "services/measurement/benefits/report.hpp"
#include "services/measurement/benefits/sheet.hpp"
#include "services/measurement/registrations/projection.hpp"
#include "services/measurement/reports/store.hpp"

namespace shanhai::measurement {
namespace {

bool is_supplier(const auth::Principal& caller) { return caller.role == auth::Role::supplier; }

// The supplier its own; a county department those of its county; an operator all.
Result<BenefitScope> scope_of(const auth::Principal& caller) {
  if (caller.role == auth::Role::platform_operator) return BenefitScope{};
  if (caller.role == auth::Role::county_reviewer) return BenefitScope{std::nullopt, caller.region};
  if (!is_supplier(caller) || !caller.organisation) return Error::forbidden();
  return BenefitScope{*caller.organisation, std::nullopt};
}

json::Object changed(const BenefitBatchRow& batch) {
  return json::write(BenefitsChanged{batch.id, batch.supplier, batch.state, batch.records, batch.amount}).as_object();
}

void tell(db::Tx& tx, Random& random, std::string_view type, const BenefitBatchRow& batch, const Command& command) {
  events::NewEvent event;
  event.type = type;
  event.aggregate_type = "benefit_batch";
  event.aggregate_id = batch.id.str();
  event.version = batch.version;
  event.actor = command.caller.actor();
  event.reason = boost::describe::enum_to_string(batch.state, "");
  event.trace_id = command.trace_id;
  event.payload = changed(batch);
  events::append(tx, random, event);
}

Error refused(std::vector<FieldError> wrong) {
  auto out = Error::unprocessable("benefits_refused", "not all records can be taken");
  out.fields = std::move(wrong);
  return out;
}

std::string place_of(const BenefitBatchBody& body, std::size_t index, const char* member) {
  if (body.items) return "/items/" + std::to_string(index) + '/' + member;
  return "/sheet_base64/" + std::to_string(index + 1) + '/' + member;
}

Result<std::vector<BenefitItem>> items_of(const BenefitBatchBody& body) {
  if (body.items.has_value() == body.sheet_base64.has_value())
    return Error::invalid_field(body.items ? "/sheet_base64" : "/items", body.items ? "not_expected" : "required");
  if (body.sheet_base64) return read_benefit_sheet(*body.sheet_base64);
  return *body.items;
}

// All that is wrong with the records by themselves.
Result<std::vector<BenefitRecord>> records_of(const BenefitBatchBody& body, Date today) {
  SH_TRY(const auto items, items_of(body));
  if (items.empty() || items.size() > kBenefitsMax)
    return Error::invalid_field(body.items ? "/items" : "/sheet_base64", "out_of_range", "1 to 2000 records");
  std::vector<BenefitRecord> out;
  std::vector<FieldError> wrong;
  std::set<BenefitKey> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto& item = items[i];
    const auto period = benefit_period(item.period, today);
    if (!period)
      wrong.push_back({place_of(body, i, "period"), "invalid_period", "a month, quarter or year that has begun"});
    if (item.amount <= Money() || item.amount > Money(10'000'000'000))
      wrong.push_back({place_of(body, i, "amount"), "out_of_range", {}});
    BenefitRecord record{{item.household_id, item.method, item.product_id.value_or(ProductId()).bytes(), {}, {}},
                         item.amount};
    if (period) {
      record.key.from = period->from;
      record.key.to = period->to;
    }
    if (is_known(seen, record.key)) wrong.push_back({place_of(body, i, "household_id"), "repeated", {}});
    seen.insert(record.key);
    out.push_back(std::move(record));
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return out;
}

std::vector<std::string> households_of(const std::vector<BenefitRecord>& records) {
  std::set<std::string> out;
  for (const auto& record : records) out.insert(record.key.household);
  return {out.begin(), out.end()};
}

BenefitReceipt receipt_of(const std::vector<BenefitRecord>& records) {
  BenefitReceipt out;
  out.records = static_cast<std::int64_t>(records.size());
  out.households = static_cast<std::int64_t>(households_of(records).size());
  for (const auto& record : records) out.amount += record.amount;
  return out;
}

// What only the database knows: products of the supplier, and what is recorded already.
Result<void> check_records(db::Tx& tx, OrganisationId supplier, const BenefitBatchBody& body,
                           const std::vector<BenefitRecord>& records) {
  std::set<ProductId> named;
  for (const auto& record : records) named.insert(ProductId(record.key.product));
  const auto goods = store::list_goods(tx, std::vector<ProductId>(named.begin(), named.end()), tx.now());
  const auto recorded = store::list_recorded_benefits(tx, supplier, households_of(records));
  std::vector<FieldError> wrong;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const ProductId product(records[i].key.product);
    const auto known = goods.find(product);
    if (!product.is_nil() && (known == goods.end() || known->second.supplier != supplier))
      wrong.push_back({place_of(body, i, "product_id"), "product_not_found", {}});
    if (is_known(recorded, records[i].key))
      wrong.push_back({place_of(body, i, "household_id"), "already_recorded", {}});
  }
  if (!wrong.empty()) return refused(std::move(wrong));
  return {};
}

Result<BenefitReceipt> write(db::Tx& tx, Random& random, const Command& command,
                             const std::vector<BenefitRecord>& records, const files::KeptFile& proof) {
  const auto supplier = store::find_party(tx, *command.caller.organisation);
  if (!supplier) return Error::unavailable("organisation_not_known_yet");
  auto out = receipt_of(records);
  BenefitBatchRow batch;
  batch.id = BenefitBatchId(make_uuid_v7(tx.now(), random));
  batch.supplier = supplier->id;
  batch.county = supplier->region;
  batch.records = out.records;
  batch.amount = out.amount;
  batch.proof_file = FileId(make_uuid_v7(tx.now(), random));
  batch.proof = proof;
  store::insert_benefit_batch(tx, batch, records);
  tell(tx, random, kBenefitsSubmitted, batch, command);
  out.batch_id = batch.id;
  return out;
}

std::vector<std::string> ids_in(const BenefitReport& report) {
  std::set<std::string> out;
  for (const auto& row : report.rows) {
    if (row.supplier_id) out.insert(row.supplier_id->str());
    if (row.product_id) out.insert(row.product_id->str());
  }
  return {out.begin(), out.end()};
}

}  // namespace

Task<Result<std::vector<BenefitRecord>>> Benefits::check(const auth::Principal& caller, const BenefitBatchBody& body) {
  SH_CO_TRY(auto records, records_of(body, china_date(context_.database.clock().now())));
  traceability::OwnHouseholdsQuery query{*caller.organisation, households_of(records)};
  SH_CO_TRY(const auto own, co_await traceability_->own_households(std::move(query)));
  std::vector<FieldError> wrong;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!std::binary_search(own.households.begin(), own.households.end(), records[i].key.household))
      wrong.push_back({place_of(body, i, "household_id"), "household_not_found", {}});
  }
  if (!wrong.empty()) co_return refused(std::move(wrong));
  co_return records;
}

Task<Result<db::Replayable<BenefitReceipt>>> Benefits::submit(Command command, BenefitBatchBody body,
                                                              db::IdempotencyKey key) {
  const auto& caller = command.caller;
  if (!caller.organisation || !caller.administrator) co_return Error::forbidden("administrator_required");
  const auto supplier = *caller.organisation;
  auto find = [key](db::Tx& tx) { return answered_before<BenefitReceipt>(tx, key); };
  SH_CO_TRY(auto before, co_await context_.database.snapshot(find));
  if (before) co_return std::move(*before);
  SH_CO_TRY(const auto records, co_await check(caller, body));
  if (body.dry_run.value_or(false)) {
    auto look = [supplier, body, records](db::Tx& tx) { return check_records(tx, supplier, body, records); };
    SH_CO_CHECK(co_await context_.database.snapshot(std::move(look)));
    co_return db::Replayable<BenefitReceipt>{receipt_of(records), false};
  }
  std::vector<files::Upload> uploads{{body.proof, "/proof"}};
  SH_CO_TRY(const auto kept, co_await archive_.keep(std::move(uploads)));
  auto work = [this, command, supplier, body, records, kept,
               key](db::Tx& tx) -> Result<db::Replayable<BenefitReceipt>> {
    return db::idempotent(tx, key, [&]() -> Result<BenefitReceipt> {
      store::lock_benefit_writer(tx, supplier);
      SH_CHECK(check_records(tx, supplier, body, records));
      return write(tx, context_.random, command, records, kept.front());
    });
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<BenefitBatchView>> Benefits::move(Command command, BenefitBatchId id, BenefitAction action,
                                              std::string reason) {
  SH_CO_TRY(const auto scope, scope_of(command.caller));
  auto work = [this, command, id, action, reason, scope](db::Tx& tx) -> Result<BenefitBatchView> {
    store::lock_benefit_batch(tx, id);
    auto batch = store::find_benefit_batch(tx, id, scope);
    if (!batch) return Error::not_found("benefit_batch");
    SH_TRY(batch->state, move_benefit(batch->state, action));
    store::update_benefit_batch(tx, *batch, action, command.caller.actor(), command.caller.organisation, reason);
    tell(tx, context_.random, kBenefitsMoved, *batch, command);
    return view_benefits(tx, *batch, is_supplier(command.caller));
  };
  auto out = co_await context_.database.transaction(std::move(work));
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<BenefitBatchView>> Benefits::get(auth::Principal caller, BenefitBatchId id) {
  SH_CO_TRY(const auto scope, scope_of(caller));
  auto work = [this, caller, id, scope](db::Tx& tx) -> Result<BenefitBatchView> {
    const auto batch = store::find_benefit_batch(tx, id, scope);
    if (!batch) return Error::not_found("benefit_batch");
    if (!is_supplier(caller))
      audit_read(tx, context_.random, caller, "measurement.benefit_batch.read", {{"batch", id.str()}});
    return view_benefits(tx, *batch, is_supplier(caller));
  };
  auto out = co_await context_.database.transaction(std::move(work));
  co_return out;
}

Task<Result<BenefitBatchPage>> Benefits::list(auth::Principal caller, http::PageQuery query) {
  SH_CO_TRY(const auto scope, scope_of(caller));
  BenefitBatchId before;
  if (query.cursor) {
    const auto id = BenefitBatchId::parse(query.cursor->str());
    if (id.has_error()) co_return Error::invalid_field("query/cursor", "invalid_cursor");
    before = *id;
  } else {
    IdBytes last;
    last.fill(0xff);
    before = BenefitBatchId(last);
  }
  auto work = [query, scope, before](db::Tx& tx) -> Result<BenefitBatchPage> {
    return page_of(store::list_benefit_batches(tx, scope, before, query.size() + 1), query.size());
  };
  if (is_supplier(caller)) {
    auto own = co_await context_.database.snapshot(std::move(work));
    co_return own;
  }
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.benefit_batches.listed", {},
                              std::move(work));
  auto out = co_await std::move(audited);
  co_return out;
}

// It may name people: the supplier and the county that confirms it read it, and nobody else.
Task<Result<ProofContent>> Benefits::proof(auth::Principal caller, BenefitBatchId id) {
  SH_CO_TRY(const auto scope, scope_of(caller));
  auto find = [this, caller, id, scope](db::Tx& tx) -> Result<files::KeptFile> {
    const auto batch = store::find_benefit_batch(tx, id, scope);
    if (!batch) return Error::not_found("benefit_batch");
    if (!is_supplier(caller))
      audit_read(tx, context_.random, caller, "measurement.benefit_proof.read", {{"batch", id.str()}});
    return batch->proof;
  };
  SH_CO_TRY(auto kept, co_await context_.database.transaction(std::move(find)));
  ProofContent out{kept, {}};
  auto bytes = co_await archive_.read(std::move(kept));
  out.bytes = std::move(bytes);
  co_return out;
}

Task<Result<NamedBenefitReport>> Benefits::named_report(auth::Principal caller, BenefitQuery query) {
  SH_CO_TRY(const auto filter, benefit_filter(caller, query));
  SH_CO_TRY(const auto grouping, benefit_grouping(query));
  auto read = [this, query, filter, grouping](db::Tx& tx) -> Result<NamedBenefitReport> {
    NamedBenefitReport out;
    SH_TRY(out.report, build_benefit_report(tx, query, filter, grouping, policy_.smallest_cell));
    out.names = store::list_names(tx, ids_in(out.report));
    return out;
  };
  auto details = json::write(query).as_object();
  auto audited = read_audited(context_.database, context_.random, caller, "measurement.benefits.read",
                              std::move(details), std::move(read));
  SH_CO_TRY(auto out, co_await std::move(audited));
  if (is_supplier(caller)) out.report.as_of.reset();  // how much all others sell
  co_return out;
}

Task<Result<BenefitReport>> Benefits::report(auth::Principal caller, BenefitQuery query) {
  SH_CO_TRY(auto out, co_await named_report(std::move(caller), std::move(query)));
  co_return std::move(out.report);
}

}  // namespace shanhai::measurement
