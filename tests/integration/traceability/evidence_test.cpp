#include "common/base/encoding.hpp"
#include "services/traceability/evidence/certificate_page.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {
namespace {

using Mood = OrdersStandIn::Mood;

class Evidence : public World {
 protected:
  Evidence() {
    platform_operator.role = auth::Role::platform_operator;
    platform_operator.organisation.reset();
  }
  TestEntry report(const char* number, TestResult result = TestResult::pass) {
    TestEntry entry;
    entry.laboratory = "凉山州农产品质量检验检测中心";
    entry.report_number = number;
    entry.result = result;
    entry.tested_on = today();
    entry.items = {{"水分", "6.1 %", Text<1, 60>("≤ 10 %"), result}};
    entry.file = {"检测报告.txt", to_base64("报告")};
    return entry;
  }
  TestView test(const Chain& chain, LotId lot, const char* number, TestResult result) {
    return must(evidence.add_test(chain.owner, lot, report(number, result), {}));
  }
  Task<Result<TestCorrectionView>> request(const auth::Principal& by, const TestView& wrong,
                                           const char* reason = "样品编号混淆") {
    return corrections.request(by, wrong.lot_id, wrong.test_id,
                               {Text<1, 200>(reason), {"更正.txt", to_base64("更正说明")}}, {});
  }
  TestCorrectionView ask_for(const Chain& chain, const TestView& wrong) { return must(request(chain.owner, wrong)); }
  const auth::Principal& platform() const { return platform_operator; }
  TestCorrectionView decide(const TestCorrectionView& asked, TestCorrectionState state) {
    return must(corrections.decide(platform(), asked.correction_id, state, {Text<1, 200>("核实过")}, {}));
  }
  CertificateEntry commitment() { return {"阿木一", "13800138000", "不使用禁用农药兽药"}; }
  CertificateView certify(const Chain& chain, CertificateEntry entry) {
    return must(evidence.certify(chain.owner, chain.packed.lot_id, std::move(entry), {}));
  }

  auth::Principal platform_operator = cooperative();
};

// The known harm: what is on sale stayed on sale after a failed test.
TEST_F(Evidence, AFailedTestTakesEverythingMadeOfTheLotOffSale) {
  const auto chain = tea();
  put_on_sale(chain, 60);
  orders_service->orders_with_the_lot = {OrderId::make(clock, random)};
  test(chain, chain.raw.lot_id, "LS1", TestResult::pass);
  EXPECT_FALSE(orders_service->is_blocked(chain.packed.lot_id));
  test(chain, chain.raw.lot_id, "LS2", TestResult::fail);
  EXPECT_TRUE(orders_service->is_blocked(chain.packed.lot_id));
  const auto recall = must(recalls.get(chain.owner, chain.raw.lot_id));
  EXPECT_EQ(recall.state, RecallState::confirmed);
  EXPECT_EQ(recall.lots.size(), 3u);
  EXPECT_EQ(recall.lots[2].blocked_quantity, 60);
  EXPECT_EQ(recall.orders.size(), 1u) << "who holds units of it is told";
  EXPECT_NE(recall.reason.value_or("").find("LS2"), std::string::npos);
  EXPECT_TRUE(trace(chain.packed).recalled) << "who scans the code is warned";
  EXPECT_EQ(refused(sales.put_on_sale(chain.owner, key(), chain.packed.lot_id, {1}, {})).code, "lot_failed_test");
  EXPECT_EQ(refused(lots.record(chain.owner, key(), processed_entry(chain.processed, 1, 1), {})).code, "lot_recalled");
  EXPECT_EQ(events_of(kLotRecalled).size(), 3u);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Evidence, TheBlockIsCarriedOutAsSoonAsOrdersAnswers) {
  for (const auto mood : {Mood::away, Mood::loses_answers, Mood::breaks}) {
    const auto chain = tea();
    put_on_sale(chain, 60);
    orders_service->set_mood(mood);
    test(chain, chain.packed.lot_id, "LS1", TestResult::fail);
    EXPECT_EQ(must(recalls.get(chain.owner, chain.packed.lot_id)).state, RecallState::requested);
    orders_service->set_mood(Mood::answers);
    clock.advance(std::chrono::seconds(61));
    EXPECT_EQ(run(recalls.carry_out_due()), 1);
    EXPECT_TRUE(orders_service->is_blocked(chain.packed.lot_id));
  }
}

TEST_F(Evidence, AFailedTestOfARecalledLotChangesNothingOfTheRecall) {
  const auto chain = tea();
  must(recalls.recall(chain.owner, key(), chain.packed.lot_id, {Text<1, 200>("异物")}, {}));
  test(chain, chain.raw.lot_id, "LS1", TestResult::fail);
  EXPECT_EQ(must(recalls.get(chain.owner, chain.packed.lot_id)).reason, "异物");
  EXPECT_EQ(must(recalls.get(chain.owner, chain.raw.lot_id)).lots.size(), 3u);
  EXPECT_EQ(events_of(kLotRecalled).size(), 3u);
}

TEST_F(Evidence, AWrongReportIsSupersededWhenTheOperatorConfirms) {
  const auto chain = tea();
  put_on_sale(chain, 60);
  const auto wrong = test(chain, chain.raw.lot_id, "LS1", TestResult::fail);
  const auto asked = ask_for(chain, wrong);
  EXPECT_EQ(asked.state, TestCorrectionState::requested);
  EXPECT_TRUE(orders_service->is_blocked(chain.packed.lot_id)) << "asking changes nothing";
  EXPECT_EQ(must(corrections.list(chain.owner, {})).items.size(), 1u);
  EXPECT_EQ(must(corrections.list(cooperative(), {})).items.size(), 0u);
  EXPECT_EQ(must(corrections.list(platform(), {})).items.size(), 1u);
  EXPECT_EQ(refused(corrections.get(cooperative(), asked.correction_id)).code, "test_correction_not_found");
  EXPECT_EQ(must(corrections.file(platform(), asked.correction_id)).bytes, "更正说明");
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_entry WHERE action = 'traceability.correction_file.read'"), 1);
  decide(asked, TestCorrectionState::confirmed);
  EXPECT_FALSE(orders_service->is_blocked(chain.packed.lot_id));
  EXPECT_EQ(must(recalls.get(chain.owner, chain.raw.lot_id)).state, RecallState::none);
  EXPECT_FALSE(trace(chain.packed).recalled);
  EXPECT_TRUE(trace(chain.packed).tests.empty()) << "nobody reads a report that counts no more";
  EXPECT_TRUE(must(evidence.tests(chain.owner, chain.raw.lot_id)).items.at(0).superseded_at.has_value());
  EXPECT_EQ(look(chain.owner, chain.raw.lot_id).failed_tests, 0);
  EXPECT_EQ(put_on_sale(chain, 1).quantity, 1);
  EXPECT_EQ(certify(chain, commitment()).status, CertificateStatus::valid);
  EXPECT_EQ(events_of(kTestCorrected).size(), 1u);
  EXPECT_EQ(events_of(kLotRecallLifted).size(), 3u);
  EXPECT_EQ(events_of(kTestCorrectionRequested).at(0).reason, "样品编号混淆");
  EXPECT_EQ(events_of(kTestCorrectionDecided).at(0).actor, platform_operator.actor());
  int declared = 0;
  for (const auto& event : recorded()) declared += event.body.find("errorDeclaration") != std::string::npos;
  EXPECT_EQ(declared, 1) << "the event that told of the report";
  EXPECT_EQ(count("SELECT COUNT(*) FROM recall_lift WHERE state = 'confirmed'"), 3);
  EXPECT_EQ(refused(corrections.decide(platform(), asked.correction_id, TestCorrectionState::refused, {"x"}, {})).code,
            "correction_decided");
  EXPECT_EQ(refused(request(chain.owner, wrong)).code, "correction_exists");
  EXPECT_EQ(audit_differences(), "");
  clock.advance(std::chrono::seconds(1));
  const auto again = test(chain, chain.raw.lot_id, "LS2", TestResult::fail);
  EXPECT_TRUE(orders_service->is_blocked(chain.packed.lot_id)) << "it can be recalled again";
  decide(ask_for(chain, again), TestCorrectionState::confirmed);
  EXPECT_FALSE(orders_service->is_blocked(chain.packed.lot_id));
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Evidence, ACorrectionIsRefused) {
  const auto chain = tea();
  const auto good = test(chain, chain.raw.lot_id, "LS1", TestResult::pass);
  const auto wrong = test(chain, chain.raw.lot_id, "LS2", TestResult::fail);
  EXPECT_EQ(refused(request(chain.owner, good)).code, "test_not_failed");
  EXPECT_EQ(refused(request(cooperative(), wrong)).code, "lot_not_found");
  auto elsewhere = wrong;
  elsewhere.lot_id = chain.packed.lot_id;
  EXPECT_EQ(refused(request(chain.owner, elsewhere)).code, "test_not_found");
  EXPECT_EQ(refused(request(chain.owner, wrong, "问 13800138000")).fields.at(0).code, "personal_data");
  const auto asked = ask_for(chain, wrong);
  EXPECT_EQ(refused(request(chain.owner, wrong)).code, "correction_exists");
  EXPECT_EQ(decide(asked, TestCorrectionState::refused).decision_reason, "核实过");
  EXPECT_EQ(must(recalls.get(chain.owner, chain.packed.lot_id)).state, RecallState::confirmed);
  EXPECT_EQ(look(chain.owner, chain.raw.lot_id).failed_tests, 1);
  EXPECT_EQ(ask_for(chain, wrong).state, TestCorrectionState::requested) << "there may be better evidence";
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Evidence, WhatElseKeepsALotOffSaleKeepsIt) {
  const auto chain = tea();
  const auto recalled = [&](const LotView& lot) { return look(chain.owner, lot.lot_id).recalled; };
  const auto first = test(chain, chain.raw.lot_id, "LS1", TestResult::fail);
  const auto second = test(chain, chain.raw.lot_id, "LS2", TestResult::fail);
  const auto own = test(chain, chain.packed.lot_id, "LS3", TestResult::fail);
  decide(ask_for(chain, first), TestCorrectionState::confirmed);
  EXPECT_TRUE(recalled(chain.raw)) << "another report fails it";
  decide(ask_for(chain, second), TestCorrectionState::confirmed);
  EXPECT_FALSE(recalled(chain.raw));
  EXPECT_FALSE(recalled(chain.processed));
  EXPECT_TRUE(recalled(chain.packed)) << "it failed itself";
  EXPECT_TRUE(orders_service->is_blocked(chain.packed.lot_id));
  decide(ask_for(chain, own), TestCorrectionState::confirmed);
  EXPECT_FALSE(recalled(chain.packed));
  EXPECT_FALSE(orders_service->is_blocked(chain.packed.lot_id));

  const auto other = tea();
  must(recalls.recall(other.owner, key(), other.processed.lot_id, {Text<1, 200>("异物")}, {}));
  decide(ask_for(other, test(other, other.raw.lot_id, "LS1", TestResult::fail)), TestCorrectionState::confirmed);
  EXPECT_FALSE(look(other.owner, other.raw.lot_id).recalled);
  EXPECT_TRUE(look(other.owner, other.processed.lot_id).recalled) << "somebody asked for it";
  EXPECT_TRUE(look(other.owner, other.packed.lot_id).recalled) << "it was made of that";
  EXPECT_EQ(audit_differences(), "");
}

// Glass in it is a reason of its own, whatever else keeps it off sale at that moment.
TEST_F(Evidence, WhatIsRecalledForATestMayBeRecalledForItself) {
  const auto chain = tea();
  put_on_sale(chain, 60);
  const auto wrong = test(chain, chain.raw.lot_id, "LS1", TestResult::fail);
  clock.advance(std::chrono::seconds(1));
  const RecallEntry glass{Text<1, 200>("玻璃碎片")};
  must(recalls.recall(chain.owner, key(), chain.packed.lot_id, glass, {}));
  EXPECT_EQ(refused(recalls.recall(chain.owner, key(), chain.packed.lot_id, glass, {})).code, "lot_recalled");
  EXPECT_EQ(must(recalls.get(chain.owner, chain.packed.lot_id)).reason, "玻璃碎片");
  decide(ask_for(chain, wrong), TestCorrectionState::confirmed);
  EXPECT_FALSE(look(chain.owner, chain.raw.lot_id).recalled);
  EXPECT_TRUE(look(chain.owner, chain.packed.lot_id).recalled);
  EXPECT_TRUE(orders_service->is_blocked(chain.packed.lot_id));
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Evidence, OrdersHeedsTheLastDecisionWhicheverComesFirst) {
  for (const auto mood : {Mood::away, Mood::loses_answers, Mood::breaks}) {
    const auto chain = tea();
    put_on_sale(chain, 60);
    const auto lot = chain.packed.lot_id;
    const auto wrong = test(chain, lot, "LS1", TestResult::fail);
    const auto asked = ask_for(chain, wrong);
    orders_service->set_mood(mood);
    decide(asked, TestCorrectionState::confirmed);
    EXPECT_EQ(orders_service->is_blocked(lot), mood != Mood::loses_answers);
    EXPECT_EQ(count("SELECT COUNT(*) FROM recall_lift WHERE state = 'requested'"), 1);
    orders_service->set_mood(Mood::answers);
    clock.advance(std::chrono::seconds(61));
    EXPECT_EQ(run(recalls.carry_out_lifts()), 1);
    EXPECT_FALSE(orders_service->is_blocked(lot));
  }
  const auto chain = tea();
  const auto lot = chain.packed.lot_id;
  const auto asked = ask_for(chain, test(chain, lot, "LS1", TestResult::fail));
  orders_service->set_mood(Mood::away);
  decide(asked, TestCorrectionState::confirmed);
  clock.advance(std::chrono::seconds(1));
  must(recalls.recall(chain.owner, key(), lot, {Text<1, 200>("异物")}, {}));
  orders_service->set_mood(Mood::answers);
  clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(run(recalls.carry_out_due()), 1);
  EXPECT_EQ(run(recalls.carry_out_lifts()), 1) << "it comes late";
  EXPECT_TRUE(orders_service->is_blocked(lot)) << "what was recalled again stays blocked";
}

TEST_F(Evidence, TestsOfALotAreThoseOfWhatItWasMadeOf) {
  const auto chain = tea();
  auto entry = report("LS1");
  entry.cma_number = Text<12, 12>("230020349096");
  must(evidence.add_test(chain.owner, chain.raw.lot_id, entry, {}));
  entry = report("OWN1");
  entry.kind = TestKind::own;
  must(evidence.add_test(chain.owner, chain.packed.lot_id, entry, {}));
  const auto list = must(evidence.tests(chain.owner, chain.packed.lot_id)).items;
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].cma_number, "230020349096");
  EXPECT_EQ(list[1].kind, TestKind::own);
  EXPECT_EQ(list[0].items.at(0).verdict, TestResult::pass);
  EXPECT_EQ(refused(evidence.tests(cooperative(), chain.packed.lot_id)).code, "lot_not_found");
}

TEST_F(Evidence, ACertificateIsIssuedReplacedAndWithdrawn) {
  const auto chain = tea();
  const auto first = certify(chain, commitment());
  EXPECT_EQ(first.status, CertificateStatus::valid);
  EXPECT_EQ(first.quantity, 80);
  EXPECT_EQ(first.producer, "阿木一");
  EXPECT_EQ(first.contact, "13800138000");
  EXPECT_EQ(first.public_url, std::string(kPublicUrl) + "/v1/commitment-certificates/" + first.certificate_number);
  const auto again = refused(evidence.certify(chain.owner, chain.packed.lot_id, commitment(), {}));
  EXPECT_EQ(again.code, "certificate_exists");
  EXPECT_EQ(again.extensions.at("certificate_number").as_string(), first.certificate_number);
  auto replacement = commitment();
  replacement.replaces = Text<1, 24>(first.certificate_number);
  replacement.quantity = 40;
  replacement.reason = Text<1, 200>("分装后数量变化");
  const auto second = certify(chain, replacement);
  EXPECT_EQ(second.quantity, 40);
  EXPECT_NE(second.certificate_number, first.certificate_number);
  ASSERT_EQ(second.history.size(), 2u);
  EXPECT_EQ(second.history[0].status, CertificateStatus::replaced);
  EXPECT_EQ(must(evidence.public_certificate(first.certificate_number)).status, CertificateStatus::replaced);
  const auto gone = must(evidence.withdraw(chain.owner, chain.packed.lot_id, {"开具有误"}, {}));
  EXPECT_EQ(gone.status, CertificateStatus::withdrawn);
  EXPECT_EQ(gone.history.size(), 3u);
  EXPECT_EQ(must(evidence.public_certificate(second.certificate_number)).status, CertificateStatus::withdrawn);
  EXPECT_EQ(refused(evidence.withdraw(chain.owner, chain.packed.lot_id, {"x"}, {})).code, "certificate_not_found");
  EXPECT_FALSE(trace(chain.packed).commitment_certificate.has_value());
  EXPECT_EQ(certify(chain, commitment()).status, CertificateStatus::valid);
  EXPECT_EQ(events_of(kLotCertified).size(), 3u);
  EXPECT_EQ(events_of(kLotDecertified).size(), 1u);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Evidence, ACertificateRestsOnWhatIsRecorded) {
  const auto chain = tea();
  auto entry = commitment();
  entry.basis = std::vector{CertificateBasis::commissioned_test};
  const auto refusal = [&] { return refused(evidence.certify(chain.owner, chain.packed.lot_id, entry, {})); };
  EXPECT_EQ(refusal().code, "basis_not_shown");
  must(evidence.add_test(chain.owner, chain.raw.lot_id, report("LS1"), {}));
  EXPECT_EQ(refusal().code, "basis_not_shown") << "the laboratory named no qualification";
  auto qualified = report("LS2");
  qualified.cma_number = Text<12, 12>("230020349096");
  must(evidence.add_test(chain.owner, chain.raw.lot_id, qualified, {}));
  EXPECT_EQ(certify(chain, entry).basis, *entry.basis) << "a report on the raw lot stands behind what was made of it";
  test(chain, chain.raw.lot_id, "LS3", TestResult::fail);
  entry.replaces = Text<1, 24>(must(evidence.certificate(chain.owner, chain.packed.lot_id)).certificate_number);
  EXPECT_EQ(refusal().code, "lot_failed_test") << "nobody can commit to it";
  EXPECT_EQ(must(evidence.public_certificate(entry.replaces->str())).status, CertificateStatus::lot_recalled);
}

TEST_F(Evidence, NobodyReadsAPersonFromACertificate) {
  const auto chain = tea();
  const auto person = certify(chain, commitment());
  auto shown = must(evidence.public_certificate(person.certificate_number));
  EXPECT_FALSE(shown.producer.has_value());
  EXPECT_EQ(shown.supplier_name, "昭觉县苦荞农民专业合作社");
  const auto page = certificate_page(shown).body;
  std::string told = json::print(shown) + page;
  for (const auto& event : recorded()) told += event.body;
  auto connection = service.schema.connect();
  for (const auto row : connection.query("SELECT producer, HEX(contact) AS contact, HEX(producer_sealed) AS sealed "
                                         "FROM commitment_certificate"))
    told += row.get<std::string>("producer") + from_hex(row.get<std::string>("contact")).value() +
            from_hex(row.get<std::string>("sealed")).value();
  for (const auto* secret : {"阿木一", "13800138000"}) EXPECT_EQ(told.find(secret), told.npos) << secret;
  EXPECT_NE(page.find("承诺达标合格证"), page.npos);
  EXPECT_NE(page.find(person.certificate_number), page.npos);
  const auto printed = certificate_page(person).body;
  EXPECT_NE(printed.find("13800138000"), printed.npos) << "the owner prints it with the contact";
  EXPECT_NE(printed.find("<svg"), printed.npos);
  auto named = commitment();
  named.producer = "昭觉县苦荞<合作社>";
  named.holder = CertificateHolder::organisation;
  named.replaces = Text<1, 24>(person.certificate_number);
  shown = must(evidence.public_certificate(certify(chain, named).certificate_number));
  EXPECT_EQ(shown.producer, "昭觉县苦荞<合作社>");
  EXPECT_EQ(certificate_page(shown).body.find("<合作社>"), page.npos) << "text is no markup";
}

// The statement is public, and its event is never erased.
TEST_F(Evidence, ACommitmentTellsOfNoPerson) {
  const auto chain = tea();
  for (const auto* told : {"阿木一承诺不使用禁用农药", "承诺属实，电话13800138000", "承诺属实，可致电 139 0013 9000"}) {
    auto entry = commitment();
    entry.statement = told;
    const auto error = refused(evidence.certify(chain.owner, chain.packed.lot_id, entry, {}));
    EXPECT_EQ(error.fields.at(0).pointer, "/statement") << told;
    EXPECT_EQ(error.fields.at(0).code, "personal_data");
  }
  auto named = commitment();
  named.holder = CertificateHolder::organisation;
  named.producer = "苦荞合作社";
  named.statement = "苦荞合作社承诺不使用禁用农药";
  EXPECT_EQ(certify(chain, named).statement, named.statement.str());
}

TEST_F(Evidence, OfAnothersLotIsNotFound) {
  const auto chain = tea();
  certify(chain, commitment());
  const auto stranger = cooperative();
  EXPECT_EQ(refused(evidence.certificate(stranger, chain.packed.lot_id)).code, "lot_not_found");
  EXPECT_EQ(refused(evidence.withdraw(stranger, chain.packed.lot_id, {"x"}, {})).code, "lot_not_found");
  EXPECT_EQ(refused(evidence.certify(stranger, chain.packed.lot_id, commitment(), {})).code, "lot_not_found");
  EXPECT_EQ(refused(evidence.certificate(chain.owner, chain.raw.lot_id)).code, "certificate_not_found");
  for (const auto* number : {"HGZ20261123-0000000000", "é", "", "HGZ20261123-000000000é", "hgz20261123-0000000000"})
    EXPECT_EQ(refused(evidence.public_certificate(number)).code, "certificate_not_found") << number;
}

}  // namespace
}  // namespace shanhai::traceability
