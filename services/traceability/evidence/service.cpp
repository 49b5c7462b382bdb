#include "services/traceability/evidence/service.hpp"

#include <algorithm>

#include "common/base/failpoint.hpp"
#include "services/traceability/announcing.hpp"
#include "services/traceability/catalog_projection/store.hpp"
#include "services/traceability/epcis/privacy.hpp"
#include "services/traceability/lot/ancestry.hpp"
#include "services/traceability/lot/refusals.hpp"
#include "services/traceability/lot/view.hpp"

namespace shanhai::traceability {
namespace {

std::string contact_context(LotId lot) { return "traceability.commitment_certificate.contact." + lot.str(); }
std::string producer_context(LotId lot) { return "traceability.commitment_certificate.producer." + lot.str(); }

std::optional<std::string> text_of(const std::optional<Text<12, 12>>& text) {
  if (!text) return std::nullopt;
  return text->str();
}

TestFacts facts_of(const TestEntry& entry) {
  TestFacts out;
  out.kind = entry.kind.value_or(TestKind::commissioned);
  out.cma_number = text_of(entry.cma_number);
  out.result = entry.result;
  out.tested_on = entry.tested_on;
  for (const auto& item : entry.items) out.items.push_back(item.verdict);
  return out;
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
                      {"reportSha256", epcis::Node::of(test.file_sha256)},
                      {"testKind", epcis::Node::of(name_of(test.kind))}};
  if (test.cma_number) event.extensions.push_back({"cmaNumber", epcis::Node::of(*test.cma_number)});
  return event;
}

// Without producer and contact: events never hold what names a person.
epcis::LotEvent certificate_event(const store::LotRow& lot, const store::CertificateRow& row, Instant now) {
  auto event = inspection(lot, now, row.withdrawn ? Step::note : Step::certificate);
  if (!row.withdrawn) event.disposition = "conformant";
  event.extensions = {{"certificateNumber", epcis::Node::of(row.number)},
                      {"certificateEntry", epcis::Node::of(row.entry)}};
  if (row.withdrawn) {
    event.extensions.push_back({"certificateWithdrawn", epcis::Node::of("true")});
  } else {
    event.extensions.push_back({"commitment", epcis::Node::of(row.statement)});
  }
  return event;
}

bool stands_for(const TestView& test, TestKind kind) {
  if (test.result != TestResult::pass) return false;
  // A laboratory's report counts as commissioned where it names its qualification.
  if (kind == TestKind::commissioned) return test.kind != TestKind::own && test.cma_number.has_value();
  return true;
}

CertificateFacts facts_of(db::Tx& tx, const store::LotRow& lot, const CertificateEntry& entry) {
  CertificateFacts out;
  const auto lineage = backwards(tx, lot.id).lots;
  const auto lots = store::list_lots_by_id(tx, lineage);
  const auto tests = store::list_tests(tx, lineage);
  const auto any = [&](TestKind kind) {
    return std::any_of(tests.begin(), tests.end(), [&](const TestView& test) { return stands_for(test, kind); });
  };
  out.recalled = lot.recalled_at.has_value();
  out.failed_test = std::any_of(lots.begin(), lots.end(), [](const auto& row) { return row.failed_tests > 0; });
  out.passed_commissioned = any(TestKind::commissioned);
  out.passed_own = any(TestKind::own);
  out.lot_quantity = lot.quantity;
  if (entry.quantity) out.quantity = entry.quantity->value();
  out.basis = entry.basis.value_or(std::vector{CertificateBasis::self_commitment});
  return out;
}

// The statement is public and stands in an event, which is never erased: it says no phone or identity number, not the
// contact, and not the producer where that is a person.
Result<void> check_statement(const CertificateEntry& entry) {
  const auto& statement = entry.statement.str();
  const auto says = [&](const std::string& text) { return statement.find(text) != statement.npos; };
  const bool person = entry.holder.value_or(CertificateHolder::person) == CertificateHolder::person;
  if (epcis::holds_personal_data(statement) || says(entry.contact.str()) || (person && says(entry.producer.str())))
    return Error::invalid_field("/statement", "personal_data", "everybody reads it: it tells of no person");
  return {};
}

Error no_certificate() { return Error::not_found("certificate"); }

}  // namespace

std::string certificate_path(const std::string& number) { return "/v1/commitment-certificates/" + number; }

Task<Result<TestView>> EvidenceService::add_test(auth::Principal caller, LotId lot, TestEntry entry,
                                                 std::string trace_id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  SH_CO_CHECK(check_test(facts_of(entry), china_date(database_.clock().now())));
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
  test.kind = entry.kind.value_or(TestKind::commissioned);
  test.cma_number = text_of(entry.cma_number);
  const Change change{caller.actor(), {}, std::move(trace_id)};
  auto write = [&](db::Tx& tx) { return write_test(tx, supplier, test, change); };
  auto view = co_await database_.transaction(write);
  if (view.has_error()) co_return std::move(view).error();
  sequencer_.committed();
  SHANHAI_FAILPOINT("traceability.failed_test.recorded");
  if (view->result == TestResult::fail) co_await recalls_.carry_out_of(supplier, lot);
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
  if (view.result == TestResult::fail) {
    const auto reason = "检验不合格：" + view.laboratory + " " + view.report_number;
    recalls_.record(tx, *row, reason, {change.actor, reason, change.trace_id});
  }
  return view;
}

Task<Result<TestList>> EvidenceService::tests(auth::Principal caller, LotId lot) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  auto read = [&](db::Tx& tx) -> Result<TestList> {
    if (!store::find_lot(tx, lot, supplier)) return Error::not_found("lot");
    return TestList{store::list_tests(tx, backwards(tx, lot).lots)};
  };
  auto list = co_await database_.snapshot(read);
  co_return list;
}

Task<Result<CertificateView>> EvidenceService::certify(auth::Principal caller, LotId lot, CertificateEntry entry,
                                                       std::string trace_id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  const Change change{caller.actor(), entry.reason ? entry.reason->str() : "", std::move(trace_id)};
  auto write = [&](db::Tx& tx) { return write_certificate(tx, supplier, lot, entry, change); };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Result<CertificateView> EvidenceService::write_certificate(db::Tx& tx, OrganisationId supplier, LotId lot,
                                                           const CertificateEntry& entry, const Change& change) {
  auto row = store::lock_lot(tx, lot, supplier);
  if (!row) return Error::not_found("lot");
  SH_CHECK(check_statement(entry));
  const auto facts = facts_of(tx, *row, entry);
  SH_CHECK(check_certificate(facts));
  const auto entries = store::list_certificate_entries(tx, {lot});
  const bool stands = !entries.empty() && !entries.back().withdrawn;
  if (stands && !(entry.replaces && entry.replaces->str() == entries.back().number)) {
    auto error = Error::conflict("certificate_exists", "name it in `replaces` to issue another");
    return at_field(std::move(error).with("certificate_number", json::Value(entries.back().number)), "/replaces");
  }
  if (!stands && entry.replaces)
    return Error::invalid_field("/replaces", "not_allowed", "the lot has none that stands");
  store::CertificateRow certificate;
  certificate.lot = lot;
  certificate.entry = static_cast<std::int64_t>(entries.size()) + 1;
  certificate.issued_on = china_date(tx.now());
  certificate.number = certificate_number(certificate.issued_on, TestId(make_uuid_v7(tx.now(), random_)).str());
  certificate.quantity = facts.quantity.value_or(row->quantity);
  certificate.basis = facts.basis;
  certificate.holder = entry.holder.value_or(CertificateHolder::person);
  if (certificate.holder == CertificateHolder::organisation) {
    certificate.producer = entry.producer;
  } else {
    certificate.producer_sealed = vault_.seal_directly(entry.producer.str(), producer_context(lot));
  }
  certificate.contact = vault_.seal_directly(entry.contact.str(), contact_context(lot));
  certificate.statement = entry.statement;
  certificate.reason = change.reason;
  certificate.actor = change.actor;
  store::insert_certificate(tx, certificate);
  if (!store::touch(tx, *row)) throw std::logic_error("a locked lot is gone");
  recorder_.record(tx, certificate_event(*row, certificate, tx.now()));
  announce(tx, random_, kLotCertified, row->id, row->version, change, LotChanged{row->id, row->supplier, 0});
  return view(tx, *row);
}

Task<Result<CertificateView>> EvidenceService::withdraw(auth::Principal caller, LotId lot, CertificateWithdrawal entry,
                                                        std::string trace_id) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  const Change change{caller.actor(), entry.reason, std::move(trace_id)};
  auto write = [&](db::Tx& tx) { return write_withdrawal(tx, supplier, lot, change); };
  auto view = co_await database_.transaction(write);
  if (view.has_value()) sequencer_.committed();
  co_return view;
}

Result<CertificateView> EvidenceService::write_withdrawal(db::Tx& tx, OrganisationId supplier, LotId lot,
                                                          const Change& change) {
  auto row = store::lock_lot(tx, lot, supplier);
  if (!row) return Error::not_found("lot");
  const auto entries = store::list_certificate_entries(tx, {lot});
  if (entries.empty() || entries.back().withdrawn) return no_certificate();
  auto end = entries.back();
  end.entry += 1;
  end.withdrawn = true;
  end.reason = change.reason;
  end.actor = change.actor;
  store::insert_certificate(tx, end);
  if (!store::touch(tx, *row)) throw std::logic_error("a locked lot is gone");
  recorder_.record(tx, certificate_event(*row, end, tx.now()));
  announce(tx, random_, kLotDecertified, row->id, row->version, change, LotChanged{row->id, row->supplier, 0});
  return view(tx, *row);
}

Result<CertificateView> EvidenceService::view(db::Tx& tx, const store::LotRow& lot) const {
  const auto entries = store::list_certificate_entries(tx, {lot.id});
  if (entries.empty()) return no_certificate();
  const auto& last = entries.back();
  const bool recalled = lot.recalled_at.has_value();
  CertificateView out;
  out.lot_id = lot.id;
  out.certificate_number = last.number;
  out.status = store::status_of(entries, entries.size() - 1, recalled);
  out.product_name = lot.product_name;
  out.lot_number = lot.lot_number;
  out.quantity = last.quantity;
  out.unit = lot.unit;
  out.county = lot.county;
  out.county_name = place_name(lot.county);
  out.holder = last.holder;
  out.producer = last.producer_sealed ? vault_.open_directly(*last.producer_sealed, producer_context(lot.id)).value()
                                      : last.producer;
  out.contact = vault_.open_directly(last.contact, contact_context(lot.id)).value();
  out.basis = last.basis;
  out.statement = last.statement;
  out.issued_on = last.issued_on;
  out.public_url = recorder_.names().below(certificate_path(last.number));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = entries[i];
    out.history.push_back(
        {entry.number, store::status_of(entries, i, recalled), entry.reason, entry.issued_on, entry.recorded_at});
  }
  return out;
}

Task<Result<CertificateView>> EvidenceService::certificate(auth::Principal caller, LotId lot) {
  SH_CO_TRY(const auto supplier, supplier_of(caller));
  auto read = [&](db::Tx& tx) -> Result<CertificateView> {
    const auto row = store::find_lot(tx, lot, supplier);
    if (!row) return Error::not_found("lot");
    return view(tx, *row);
  };
  auto out = co_await database_.snapshot(read);
  co_return out;
}

Task<Result<PublicCertificateView>> EvidenceService::public_certificate(std::string number) {
  if (!is_certificate_number(number)) co_return no_certificate();
  auto read = [&](db::Tx& tx) -> Result<PublicCertificateView> {
    const auto id = store::find_certificate_lot(tx, number);
    const auto lot = id ? store::find_any_lot(tx, *id) : std::nullopt;
    if (!lot) return no_certificate();
    const auto entries = store::list_certificate_entries(tx, {*id});
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.number == number; });
    PublicCertificateView out;
    out.certificate_number = number;
    out.status =
        store::status_of(entries, static_cast<std::size_t>(found - entries.begin()), lot->recalled_at.has_value());
    out.product_name = lot->product_name;
    out.lot_number = lot->lot_number;
    out.quantity = found->quantity;
    out.unit = lot->unit;
    out.county = lot->county;
    out.county_name = place_name(lot->county);
    out.supplier_name = store::find_supplier_name(tx, lot->supplier);
    if (found->holder == CertificateHolder::organisation) out.producer = found->producer;
    out.basis = found->basis;
    out.statement = found->statement;
    out.issued_on = found->issued_on;
    return out;
  };
  auto out = co_await database_.snapshot(read);
  co_return out;
}

}  // namespace shanhai::traceability
