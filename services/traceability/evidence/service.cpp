#include "services/traceability/evidence/service.hpp"

#include "services/traceability/announcing.hpp"
#include "services/traceability/lot/refusals.hpp"
#include "services/traceability/lot/view.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::size_t kItemsMax = 200;

std::string contact_context(LotId lot) { return "traceability.commitment_certificate.contact." + lot.str(); }

Result<void> check_entry(const TestEntry& entry, Date today) {
  std::vector<FieldError> wrong;
  if (entry.tested_on > today) wrong.push_back({"/tested_on", "in_the_future", ""});
  if (entry.items.size() > kItemsMax) wrong.push_back({"/items", "too_many", "at most 200"});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

epcis::LotEvent inspection(const store::LotRow& lot, Instant at, Step step) {
  epcis::LotEvent event;
  event.organisation = lot.supplier;
  event.event_time = at;
  event.biz_step = "inspecting";
  event.division = lot.county;
  event.amounts = {{lot.id, lot.epc_class, lot.quantity, lot.unit}};
  event.journey = {lot.id, step, lot.county, lot.quantity};
  return event;
}

epcis::LotEvent test_event(const store::LotRow& lot, const TestView& test) {
  auto event = inspection(lot, start_of_china_day(test.tested_on), Step::test);
  event.disposition = test.result == TestResult::pass ? "conformant" : "non_conformant";
  event.extensions = {{"laboratory", epcis::Node::of(test.laboratory)},
                      {"reportNumber", epcis::Node::of(test.report_number)},
                      {"reportSha256", epcis::Node::of(test.file_sha256)}};
  return event;
}

epcis::LotEvent certificate_event(const store::LotRow& lot, const CertificateEntry& entry, Instant now) {
  auto event = inspection(lot, now, Step::certificate);
  event.disposition = "conformant";
  event.extensions = {{"commitment", epcis::Node::of(entry.statement.str())}};
  return event;
}

}  // namespace

Task<Result<TestView>> EvidenceService::add_test(auth::Principal caller, LotId lot, TestEntry entry,
                                                 std::string trace_id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_CHECK(check_entry(entry, china_date(database_.clock().now())));
  // Who may not write to the lot leaves no file behind.
  auto read = [&](db::Tx& tx) -> Result<void> {
    if (!store::find_lot(tx, lot, supplier)) return Error::not_found("lot");
    return {};
  };
  auto known = co_await database_.snapshot(read);
  if (known.has_error()) co_return std::move(known).error();
  std::vector<files::Upload> uploads;
  uploads.push_back({std::move(entry.file), "/file"});
  auto kept = co_await archive_.keep(std::move(uploads));
  if (kept.has_error()) co_return std::move(kept).error();
  auto& report = kept->front();
  TestView test;
  test.lot_id = lot;
  test.laboratory = entry.laboratory;
  test.report_number = entry.report_number;
  test.result = entry.result;
  test.tested_on = entry.tested_on;
  test.items = std::move(entry.items);
  test.document_name = std::move(report.document_name);
  test.media_type = std::move(report.media_type);
  test.size_bytes = report.size_bytes;
  test.file_sha256 = std::move(report.sha256);
  const Change change{caller.actor(), {}, std::move(trace_id)};
  auto write = [&](db::Tx& tx) { return write_test(tx, supplier, test, change); };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Result<TestView> EvidenceService::write_test(db::Tx& tx, OrganisationId supplier, const TestView& test,
                                             const Change& change) {
  auto row = store::lock_lot(tx, test.lot_id, supplier);
  if (!row) return Error::not_found("lot");
  TestView view = test;
  view.test_id = TestId(make_uuid_v7(tx.now(), random_));
  view.recorded_at = tx.now();
  if (!store::insert_test(tx, view))
    return at_field(Error::conflict("test_exists", "the lot has this report already"), "/report_number");
  if (!store::add_test_result(tx, *row, view.result)) throw std::logic_error("a locked lot is gone");
  recorder_.record(tx, test_event(*row, view));
  announce(tx, random_, kLotTested, row->id, row->version, change, LotChanged{row->id, row->supplier, 0});
  return view;
}

Task<Result<CertificateView>> EvidenceService::certify(auth::Principal caller, LotId lot, CertificateEntry entry,
                                                       std::string trace_id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  const Change change{caller.actor(), {}, std::move(trace_id)};
  auto write = [&](db::Tx& tx) { return write_certificate(tx, supplier, lot, entry, change); };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Result<CertificateView> EvidenceService::write_certificate(db::Tx& tx, OrganisationId supplier, LotId lot,
                                                           const CertificateEntry& entry, const Change& change) {
  auto row = store::lock_lot(tx, lot, supplier);
  if (!row) return Error::not_found("lot");
  const store::CertificateRow certificate{lot, entry.producer,
                                          vault_.seal_directly(entry.contact.str(), contact_context(lot)),
                                          entry.statement, china_date(tx.now())};
  if (!store::insert_certificate(tx, certificate))
    return Error::conflict("certificate_exists", "the lot has its commitment certificate");
  if (!store::touch(tx, *row)) throw std::logic_error("a locked lot is gone");
  recorder_.record(tx, certificate_event(*row, entry, tx.now()));
  announce(tx, random_, kLotCertified, row->id, row->version, change, LotChanged{row->id, row->supplier, 0});
  return CertificateView{lot,
                         row->product_name,
                         row->quantity,
                         row->unit,
                         row->county,
                         place_name(row->county),
                         entry.producer,
                         entry.contact,
                         entry.statement,
                         certificate.issued_on};
}

}  // namespace shanhai::traceability
