#include "services/traceability/evidence/corrections.hpp"

#include "common/base/failpoint.hpp"
#include "common/db/audit.hpp"
#include "services/traceability/announcing.hpp"
#include "services/traceability/epcis/appending.hpp"
#include "services/traceability/epcis/context.hpp"
#include "services/traceability/epcis/privacy.hpp"
#include "services/traceability/lot/events.hpp"
#include "services/traceability/paging.hpp"
#include "services/traceability/trace/store.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kEventsAtOnce = 200;

// Of the operator nobody's in particular.
Result<std::optional<OrganisationId>> scope_of(const auth::Principal& caller) {
  if (caller.role == auth::Role::platform_operator) return std::optional<OrganisationId>();
  SH_TRY(const auto supplier, supplier_of(caller));
  return std::optional(supplier);
}

Error no_correction() { return Error::not_found("test_correction"); }

bool tells_of(const epcis::Node& event, const store::TestKey& test) {
  const auto says = [&event](std::string_view name, const std::string& text) {
    const auto* found = event.find(name);
    return found && found->text == text;
  };
  return !event.find("errorDeclaration") && says("shanhai:reportNumber", test.report_number) &&
         says("shanhai:reportSha256", test.file_sha256);
}

// That the report counts no more.
epcis::LotEvent superseding_event(const store::LotRow& lot, const TestCorrectionView& correction, Instant now) {
  epcis::LotEvent event;
  event.organisation = lot.supplier;
  event.event_time = now;
  event.biz_step = "inspecting";
  event.division = lot.county;
  event.amounts = {{lot.id, lot.epc_class, lot.quantity, lot.unit}};
  event.extensions = {{"supersededReportNumber", epcis::Node::of(correction.report_number)},
                      {"evidenceSha256", epcis::Node::of(correction.file_sha256)},
                      {"testCorrection", epcis::Node::of(correction.correction_id.str())}};
  event.journey = {lot.id, Step::note, lot.county, lot.quantity};
  return event;
}

// The event that tells of the report.
epcis::Node event_of(db::Tx& tx, LotId lot, const store::TestKey& test) {
  EpcisEventId after;
  for (;;) {
    const auto events = store::list_events_of_lots(tx, {lot}, after, kEventsAtOnce);
    for (const auto& event : events) {
      after = event.id;
      if (event.biz_step != "inspecting") continue;
      auto document = epcis::parse_node(event.body).value();
      if (tells_of(document, test)) return document;
    }
    if (static_cast<std::int64_t>(events.size()) < kEventsAtOnce)
      throw std::logic_error("no event tells of report " + test.id.str());
  }
}

}  // namespace

Task<Result<TestCorrectionView>> TestCorrectionService::request(auth::Principal caller, LotId lot, TestId test,
                                                                TestCorrectionEntry entry, std::string trace_id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  if (epcis::holds_personal_data(entry.reason.str()))
    co_return Error::invalid_field("/reason", "personal_data", "it is kept for ever: it tells of no person");
  // Who may not write to the lot leaves no file behind.
  auto read = [&](db::Tx& tx) -> Result<void> {
    if (!store::find_lot(tx, lot, supplier)) return Error::not_found("lot");
    if (!store::find_test(tx, lot, test)) return Error::not_found("test");
    return {};
  };
  auto known = co_await database_.snapshot(read);
  if (known.has_error()) co_return std::move(known).error();
  std::vector<files::Upload> uploads;
  uploads.push_back({std::move(entry.file), "/file"});
  auto kept = co_await archive_.keep(std::move(uploads));
  if (kept.has_error()) co_return std::move(kept).error();
  const auto& evidence = kept->front();
  TestCorrectionView view;
  view.test_id = test;
  view.lot_id = lot;
  view.supplier_id = supplier;
  view.reason = entry.reason;
  view.document_name = evidence.document_name;
  view.media_type = evidence.media_type;
  view.size_bytes = evidence.size_bytes;
  view.file_sha256 = evidence.sha256;
  const Change change{caller.actor(), entry.reason, std::move(trace_id)};
  auto write = [&](db::Tx& tx) { return write_request(tx, view, change); };
  auto written = co_await database_.transaction(write);
  if (written.has_value()) sequencer_.committed();
  co_return written;
}

Result<TestCorrectionView> TestCorrectionService::write_request(db::Tx& tx, TestCorrectionView view,
                                                                const Change& change) {
  if (!store::lock_lot(tx, view.lot_id, view.supplier_id)) return Error::not_found("lot");
  const auto test = store::find_test(tx, view.lot_id, view.test_id);
  if (test->result != TestResult::fail) return Error::conflict("test_not_failed", "only what takes a lot off sale");
  if (store::has_correction(tx, view.test_id)) return Error::conflict("correction_exists");
  view.correction_id = TestCorrectionId(make_uuid_v7(tx.now(), random_));
  store::insert_correction(tx, view, change.actor);
  tell(tx, kTestCorrectionRequested, view, 1, change);
  return *store::find_correction(tx, view.correction_id, view.supplier_id);
}

Task<Result<TestCorrectionPage>> TestCorrectionService::list(auth::Principal caller, TestCorrectionQuery query) {
  SH_CO_TRY(const auto supplier, scope_of(caller));
  SH_CO_TRY(const auto before, after_cursor(query.cursor, last_id<TestCorrectionId>()));
  const std::vector states{query.state.value_or(TestCorrectionState::requested)};
  auto read = [&](db::Tx& tx) -> Result<TestCorrectionPage> {
    TestCorrectionPage out{store::list_corrections(tx, supplier, states, before, query.size() + 1), {}};
    out.next_cursor = cut_page(out.items, query.size(), [](const auto& view) { return view.correction_id; });
    return out;
  };
  auto page = co_await database_.snapshot(read);
  co_return page;
}

Task<Result<TestCorrectionView>> TestCorrectionService::get(auth::Principal caller, TestCorrectionId id) {
  SH_CO_TRY(const auto supplier, scope_of(caller));
  auto read = [&](db::Tx& tx) -> Result<TestCorrectionView> {
    auto found = store::find_correction(tx, id, supplier);
    if (!found) return no_correction();
    return std::move(*found);
  };
  auto view = co_await database_.snapshot(read);
  co_return view;
}

Task<Result<CorrectionFile>> TestCorrectionService::file(auth::Principal caller, TestCorrectionId id) {
  SH_CO_TRY(const auto supplier, scope_of(caller));
  auto find = [&](db::Tx& tx) -> Result<files::KeptFile> {
    const auto found = store::find_correction(tx, id, supplier);
    if (!found) return no_correction();
    if (!supplier) db::append_audit(tx, random_, {caller.actor(), "traceability.correction_file.read", id.str(), {}});
    return files::KeptFile{found->document_name, found->media_type, found->size_bytes, found->file_sha256};
  };
  auto kept = co_await database_.transaction(find);
  if (kept.has_error()) co_return std::move(kept).error();
  const auto file = *kept;
  auto bytes = co_await archive_.read(file);
  co_return CorrectionFile{file.document_name, file.media_type, std::move(bytes)};
}

Task<Result<TestCorrectionView>> TestCorrectionService::decide(auth::Principal caller, TestCorrectionId id,
                                                               TestCorrectionState state,
                                                               TestCorrectionDecision decision, std::string trace_id) {
  const Change change{caller.actor(), decision.reason, std::move(trace_id)};
  auto write = [&](db::Tx& tx) { return write_decision(tx, id, state, change); };
  auto view = co_await database_.transaction(write);
  if (view.has_error()) co_return std::move(view).error();
  sequencer_.committed();
  SHANHAI_FAILPOINT("traceability.test_correction.decided");
  if (state == TestCorrectionState::confirmed) co_await recalls_.carry_out_lifts();
  co_return view;
}

Result<TestCorrectionView> TestCorrectionService::write_decision(db::Tx& tx, TestCorrectionId id,
                                                                 TestCorrectionState state, const Change& change) {
  const auto asked = store::find_correction(tx, id, std::nullopt);
  if (!asked) return no_correction();
  // The lot first, as who asks for a correction does.
  const auto lot = store::lock_lot(tx, asked->lot_id, asked->supplier_id);
  if (!lot) throw std::logic_error("a correction of a lot that is not there");
  if (!store::decide_correction(tx, id, state, change.actor, change.reason))
    return Error::conflict("correction_decided");
  if (state == TestCorrectionState::confirmed) supersede(tx, *lot, *asked, change);
  tell(tx, kTestCorrectionDecided, *asked, 2, change);
  return *store::find_correction(tx, id, std::nullopt);
}

void TestCorrectionService::supersede(db::Tx& tx, store::LotRow lot, const TestCorrectionView& correction,
                                      const Change& change) {
  const auto test = store::find_test(tx, lot.id, correction.test_id);
  if (!store::withdraw_test_failure(tx, lot)) throw std::logic_error("a lot without a failed test");
  const auto event = superseding_event(lot, correction, tx.now());
  const auto prepared = epcis::prepare(epcis::to_document(event, recorder_.names()), lot.supplier, epcis::Context());
  recorder_.record(tx, event);
  declare_error(tx, random_, lot, event_of(tx, lot.id, *test), {prepared.event_id});
  announce(tx, random_, kTestCorrected, lot.id, lot.version, change, LotChanged{lot.id, lot.supplier, 0});
  if (lot.recalled_at) recalls_.lift(tx, std::move(lot), "检验报告更正：" + test->report_number, change);
}

void TestCorrectionService::tell(db::Tx& tx, std::string_view type, const TestCorrectionView& correction,
                                 std::int64_t version, const Change& change) {
  events::NewEvent event;
  event.type = type;
  event.aggregate_type = "test_correction";
  event.aggregate_id = correction.correction_id.str();
  event.version = version;
  event.actor = change.actor;
  event.reason = change.reason;
  event.trace_id = change.trace_id;
  event.payload = json::write(TestCorrectionTold{correction.lot_id, correction.test_id, correction.supplier_id,
                                                 correction.file_sha256})
                      .as_object();
  events::append(tx, random_, event);
}

}  // namespace shanhai::traceability
