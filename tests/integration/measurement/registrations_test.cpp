#include "services/measurement/freezing/store.hpp"
#include "services/measurement/registrations/audit.hpp"
#include "tests/integration/measurement/offline.hpp"

namespace shanhai::measurement {
namespace {

TEST_F(Offline, IsConfirmedReviewedAndCountedInWhatItsVouchersShow) {
  const auto registration = submit(buyer(), purchase());
  EXPECT_EQ(must(registrations.get(buyer(), registration)).state, RegistrationState::submitted);
  EXPECT_EQ(refused(registrations.step(by(buyer()), registration, RegistrationAction::confirm, "")).code,
            "not_your_step");
  EXPECT_EQ(refused(registrations.review(by(agency("440600")), registration, {})).code, "registration_state");
  EXPECT_EQ(step(seller(), registration, RegistrationAction::confirm).state, RegistrationState::confirmed);
  count();
  EXPECT_TRUE(entries().empty());
  const auto view = approve(registration);
  EXPECT_EQ(view.state, RegistrationState::approved);
  EXPECT_TRUE(view.lines.at(0).certified);
  EXPECT_EQ(view.steps.size(), 2u);
  count();
  EXPECT_EQ(entries(),
            (std::vector<std::string>{"ordered sale 2026-11-20 58000 offline", "paid sale 2026-11-20 58000 offline",
                                      "accepted sale 2026-11-20 58000 offline"}));
  count();  // again from the beginning: it is counted once
  EXPECT_EQ(entries().size(), 3u);
}

TEST_F(Offline, WithoutATransferSlipItIsNotPaid) {
  auto body = purchase();
  body.vouchers.pop_back();
  body.received_on.reset();
  approved(std::move(body));
  count();
  EXPECT_EQ(entries(), (std::vector<std::string>{"ordered sale 2026-11-20 58000 offline"}));
}

TEST_F(Offline, OnlyTheTwoSidesAndTheirAgenciesSeeIt) {
  const auto registration = submit(buyer(), purchase());
  const auto file = must(registrations.get(seller(), registration)).vouchers.at(0).file_id;
  for (const auto& who : {buyer(), seller(), agency("440600"), agency("440605"), agency("513400"), agency("*")}) {
    EXPECT_EQ(must(registrations.get(who, registration)).registration_id, registration);
    EXPECT_EQ(must(registrations.list(who, {})).items.size(), 1u);
    EXPECT_EQ(must(registrations.voucher(who, registration, file)).bytes, "凭证 1");
  }
  for (const auto& who : {of(elsewhere, auth::Role::buyer_unit), agency("440100"), agency("513300")}) {
    EXPECT_EQ(refused(registrations.get(who, registration)).code, "registration_not_found");
    EXPECT_EQ(refused(registrations.voucher(who, registration, file)).code, "registration_not_found");
    EXPECT_TRUE(must(registrations.list(who, {})).items.empty());
  }
  step(seller(), registration, RegistrationAction::confirm);
  // Who sees its county's goods does not decide about another region's buyers.
  EXPECT_EQ(refused(registrations.review(by(agency("513400")), registration, {})).code, "not_your_buyers");
  auto member = buyer();
  member.administrator = false;
  EXPECT_EQ(refused(registrations.submit(by(member), purchase(), key())).code, "administrator_required");
}

TEST_F(Offline, AVoucherStandsBehindOneRegistration) {
  auto body = purchase();
  const auto first = submit(buyer(), body);
  EXPECT_EQ(refused(registrations.submit(by(buyer()), body, key())).fields.size(), 2u);
  // Of somebody else's registration its number is not told.
  auto theirs = body;
  theirs.supplier_id.reset();
  theirs.seller = OutsideSeller{"某合作社", "93513436MA6XQY4J3A", "513436"};
  theirs.lines[0].product_id.reset();
  theirs.lines[0].product_name = "苦荞";
  theirs.lines[0].category = catalog::Category::agricultural;
  theirs.lines[0].production_county = "513436";
  theirs.seller->uscc = "91110000802100433B";
  const auto other = of(elsewhere, auth::Role::buyer_unit);
  const auto refusal = refused(registrations.submit(by(other), theirs, key()));
  EXPECT_EQ(refusal.code, "voucher_used");
  EXPECT_FALSE(refusal.extensions.contains("registrations"));
  EXPECT_TRUE(refused(registrations.submit(by(buyer()), body, key())).extensions.contains("registrations"));
  // Once the first has ended, they may be used.
  EXPECT_TRUE(must(registrations.list(other, {})).items.empty());
  step(buyer(), first, RegistrationAction::withdraw);
  submit(buyer(), body);
  // Each attempt is a question to the agency: by the buyer itself, and by somebody else, for two files.
  FlagQuery query;
  query.rule = FlagRule::voucher_reuse;
  const auto raised = must(flags.list(agency("440600"), query)).items;
  ASSERT_EQ(raised.size(), 4u);
  EXPECT_EQ(raised[0].evidence.orders, std::vector{OrderId(first.bytes())});
  EXPECT_TRUE(must(flags.list(agency("440100"), query)).items.empty());
}

TEST_F(Offline, AnInvoiceNumberThatIsUsedIsADoubtToBeCleared) {
  auto body = purchase();
  const auto number = body.vouchers[0].invoice_number;
  const auto first = submit(buyer(), std::move(body));
  auto again = purchase();
  again.vouchers[0].invoice_number = number;
  const auto second = submit(buyer(), std::move(again));
  step(seller(), second, RegistrationAction::confirm);
  const auto doubts = must(registrations.get(buyer(), second)).doubts;
  ASSERT_EQ(doubts.size(), 1u);
  EXPECT_EQ(doubts[0].registration_id, first);
  const auto refusal = refused(registrations.review(by(agency("440600")), second, {ReviewDecision::approve, "好", {}}));
  EXPECT_EQ(refusal.code, "doubts_open");
  EXPECT_EQ(approve(second, {Doubt::invoice_number_used}).state, RegistrationState::approved);
}

TEST_F(Offline, ACorrectionStandsInThePlaceOfWhatItCorrects) {
  auto wrong = purchase(58000);
  const auto vouchers = wrong.vouchers;
  const auto first = approved(std::move(wrong));
  auto body = purchase(50000);
  body.vouchers = vouchers;  // those of the one it corrects
  body.corrects = first;
  const auto second = submit(buyer(), body);
  EXPECT_EQ(must(registrations.get(buyer(), first)).corrected_by, second);
  EXPECT_EQ(must(registrations.get(buyer(), first)).state, RegistrationState::approved);
  EXPECT_EQ(refused(registrations.submit(by(buyer()), body, key())).code, "correction_open");
  step(seller(), second, RegistrationAction::confirm);
  approve(second);
  EXPECT_EQ(must(registrations.get(buyer(), first)).state, RegistrationState::reversed);
  count();
  const std::vector<std::string> expected{
      "ordered sale 2026-11-20 50000 offline",     "ordered sale 2026-11-20 58000 offline",
      "ordered reversal 2026-11-20 58000 offline", "paid sale 2026-11-20 50000 offline",
      "paid sale 2026-11-20 58000 offline",        "paid reversal 2026-11-20 58000 offline",
      "accepted sale 2026-11-20 50000 offline",    "accepted sale 2026-11-20 58000 offline",
      "accepted reversal 2026-11-20 58000 offline"};
  EXPECT_EQ(entries(), expected);
}

TEST_F(Offline, ACorrectionThatIsRefusedLeavesTheFirstAsItWas) {
  auto body = purchase();
  const auto first = approved(body);
  body.corrects = first;
  const auto second = submit(buyer(), body);
  EXPECT_EQ(step(seller(), second, RegistrationAction::disclaim).state, RegistrationState::refused);
  const auto view = must(registrations.get(buyer(), first));
  EXPECT_EQ(view.state, RegistrationState::approved);
  EXPECT_FALSE(view.corrected_by);
  // Its vouchers are its own again.
  body.corrects.reset();
  EXPECT_EQ(refused(registrations.submit(by(buyer()), body, key())).code, "voucher_used");
}

TEST_F(Offline, ACorrectionThatIsSentBackIsWithdrawnBeforeTheNext) {
  auto body = purchase();
  const auto first = approved(body);
  body.corrects = first;
  const auto second = submit(buyer(), body);
  step(seller(), second, RegistrationAction::confirm);
  must(registrations.review(by(agency("440600")), second, {ReviewDecision::send_back, "金额不符", {}}));
  body.corrects = second;
  EXPECT_EQ(refused(registrations.submit(by(buyer()), body, key())).code, "correction_of_correction");
  step(buyer(), second, RegistrationAction::withdraw);
  body.corrects = first;
  const auto third = submit(buyer(), body);
  step(seller(), third, RegistrationAction::confirm);
  approve(third);
  count();
  EXPECT_EQ(must(registrations.get(buyer(), first)).state, RegistrationState::reversed);
  EXPECT_EQ(audit_registrations(db.database).value().difference, 0);
}

TEST_F(Offline, EitherSideMayHaveItTakenBack) {
  const auto first = approved(purchase());
  const auto reversal = must(registrations.reverse(by(seller()), first, {"货已退回"}, key())).value.registration_id;
  EXPECT_EQ(refused(registrations.reverse(by(buyer()), first, {"退货"}, key())).code, "correction_open");
  step(buyer(), reversal, RegistrationAction::confirm);
  approve(reversal);
  EXPECT_EQ(must(registrations.get(buyer(), first)).state, RegistrationState::reversed);
  count();
  std::int64_t net = 0;
  auto connection = db.schema.connect();
  for (const auto row :
       connection.query("SELECT CAST(SUM(IF(kind = 'sale', amount_fen, -amount_fen)) AS SIGNED) AS net "
                        "FROM measurement_entry"))
    net = row.get<std::int64_t>("net");
  EXPECT_EQ(entries().size(), 6u);
  EXPECT_EQ(net, 0);
  EXPECT_EQ(refused(registrations.reverse(by(seller()), first, {"再退"}, key())).code, "correction_open");
}

TEST_F(Offline, WhatIsSentBackIsRegisteredAnew) {
  auto body = purchase();
  const auto first = submit(buyer(), body);
  step(seller(), first, RegistrationAction::confirm);
  const auto sent = must(registrations.review(by(agency("440000")), first, {ReviewDecision::send_back, "缺合同", {}}));
  EXPECT_EQ(sent.state, RegistrationState::sent_back);
  body.corrects = first;
  body.vouchers.push_back(voucher(VoucherKind::contract, 0));
  const auto second = submit(buyer(), body);
  EXPECT_EQ(must(registrations.get(seller(), first)).state, RegistrationState::corrected);
  step(seller(), second, RegistrationAction::confirm);
  EXPECT_EQ(approve(second).state, RegistrationState::approved);
}

TEST_F(Offline, ASupplierRegistersWhatItSoldToWhoIsNotHere) {
  auto body = purchase();
  body.supplier_id.reset();
  body.buyer = OutsideBuyer{"某饭店", "91110000802100433B", OfflineBuyerKind::enterprise, "440606"};
  body.received_on = body.purchased_on;
  const auto registration = submit(seller(), body);
  const auto view = must(registrations.get(seller(), registration));
  EXPECT_EQ(view.state, RegistrationState::confirmed);
  EXPECT_EQ(view.buyer.organisation_id, outside_party("91110000802100433B"));
  // That the buyer got the goods is only the supplier's word: not accepted.
  EXPECT_EQ(approve(registration, {Doubt::buyer_unconfirmed}).counts_in.size(), 2u);
}

TEST_F(Offline, NamesWhatIsWrongWithTheSidesAndTheGoods) {
  const auto wrong = [&](const auth::Principal& who, const RegistrationBody& body) {
    std::string out;
    for (const auto& field : refused(registrations.submit(by(who), body, key())).fields)
      out += (out.empty() ? "" : " ") + field.pointer + ' ' + field.code;
    return out;
  };
  auto body = purchase();
  body.supplier_id = elsewhere.id;
  EXPECT_EQ(wrong(buyer(), body), "/supplier_id not_a_supplier /lines/0/product_id product_not_found");
  body.supplier_id = id<OrganisationId>();
  EXPECT_EQ(wrong(buyer(), body), "/supplier_id party_not_found /lines/0/product_id product_not_found");
  body = purchase();
  body.buyer_id = unit.id;
  EXPECT_EQ(wrong(buyer(), body), "/buyer_id not_expected");
  EXPECT_EQ(wrong(seller(), body), "/supplier_id not_expected");
  body = purchase();
  body.supplier_id.reset();
  EXPECT_EQ(wrong(buyer(), body), "/supplier_id required /lines/0/product_id product_not_found");
  body.seller = OutsideSeller{"某合作社", cooperative.uscc, "513431"};
  EXPECT_EQ(wrong(buyer(), body).substr(0, 12), "/seller/uscc");
  body = purchase();
  body.vouchers[1].file = body.vouchers[0].file;
  EXPECT_EQ(wrong(buyer(), body), "/vouchers/1/file repeated");
  body.vouchers[1].file.content_base64 = to_base64(std::string("\x7f\x45\x4c\x46\0", 5));
  EXPECT_EQ(wrong(buyer(), body), "/vouchers/1/file/content_base64 unsupported_file_type");
  body = purchase();
  body.purchased_on = body.received_on.emplace(parse_date("2025-11-22").value());
  EXPECT_EQ(wrong(buyer(), body), "/purchased_on too_old");
}

TEST_F(Offline, ACountySeesTheLinesOfItsOwnGoods) {
  auto body = purchase(58000);
  OfflineLineBody other;
  other.product_name = Text<1, 80>("花椒");
  other.category = catalog::Category::agricultural;
  other.production_county = Text<6, 6>("513436");
  other.quantity = 2;
  other.unit = "袋";
  other.amount = Money(2000);
  body.lines.push_back(other);
  body.vouchers = {voucher(VoucherKind::invoice, 60000), voucher(VoucherKind::transfer_slip, 60000)};
  const auto registration = approved(std::move(body));
  const auto whole = must(registrations.get(agency("440600"), registration));
  EXPECT_TRUE(whole.whole);
  EXPECT_EQ(whole.lines.size(), 2u);
  EXPECT_EQ(whole.vouchers.size(), 2u);
  const auto part = must(registrations.get(agency("513436"), registration));
  EXPECT_FALSE(part.whole);
  ASSERT_EQ(part.lines.size(), 1u);
  EXPECT_EQ(part.lines[0].product_name, "花椒");
  EXPECT_EQ(part.amount, Money(2000));
  EXPECT_TRUE(part.vouchers.empty()) << "they show what else was bought";
  EXPECT_EQ(part.counts_in, whole.counts_in);
  const auto file = whole.vouchers[0].file_id;
  EXPECT_EQ(refused(registrations.voucher(agency("513436"), registration, file)).code, "file_not_found");
  must(registrations.voucher(agency("440600"), registration, file));
  EXPECT_EQ(must(registrations.list(agency("513436"), {})).items.at(0).amount, Money(2000));
  EXPECT_EQ(must(registrations.list(agency("440600"), {})).items.at(0).amount, Money(60000));
  EXPECT_EQ(must(registrations.get(agency("513400"), registration)).lines.size(), 2u) << "both lie in the prefecture";
}

// The day of purchase lies in a period that was frozen: it stays as it was, and the sale is an adjustment of today.
TEST_F(Offline, AFrozenPeriodStaysAsItWas) {
  auto connection = db.schema.connect();
  connection.execute(
      "INSERT INTO period_freeze VALUES ('2026-11', '2026-11-01', '2026-11-30', 0, 0, '', "
      "REPEAT('x', 32), '[]', 'a', 'b', '2026-12-01 00:00:00', '1970-01-01 00:00:00')");
  const auto body = purchase();
  db.clock.advance(std::chrono::hours(24 * 20));
  approved(body);
  count();
  EXPECT_EQ(entries().at(0), "ordered sale 2026-12-13 58000 offline");
}

// No frozen period ever told it, so that it is taken out of where it counts: nothing is left of it in any.
TEST_F(Offline, ASaleThatCameTooLateAndNeverWasIsGoneFromWhereItCounted) {
  auto connection = db.schema.connect();
  connection.execute(
      "INSERT INTO period_freeze VALUES ('2026-11', '2026-11-01', '2026-11-30', 0, 0, '', "
      "REPEAT('x', 32), '[]', 'a', 'b', '2026-12-01 00:00:00', '1970-01-01 00:00:00')");
  const auto body = purchase();
  db.clock.advance(std::chrono::hours(24 * 20));
  const auto sale = approved(body);
  count();
  // Another period of that day, frozen when the sale had come: it has nothing of it.
  connection.execute(
      "INSERT INTO period_freeze SELECT '2026H2', '2026-11-15', '2026-11-30', 0, MAX(sequence), '', REPEAT('x', 32), "
      "'[]', 'a', 'b', '2026-12-14 00:00:00', '1970-01-01 00:00:00' FROM measurement_entry");
  const auto take_back = [&](RegistrationId which) {
    db.clock.advance(std::chrono::hours(48));
    const auto reversal = must(registrations.reverse(by(buyer()), which, {"货未送达"}, key())).value.registration_id;
    step(seller(), reversal, RegistrationAction::confirm);
    approve(reversal);
    count();
  };
  take_back(sale);
  EXPECT_EQ(entries().at(0), "ordered sale 2026-12-13 58000 offline");
  EXPECT_EQ(entries().at(1), "ordered reversal 2026-12-13 58000 offline");
  EXPECT_EQ(audit_registrations(db.database)->difference, 0);
  const auto adjusted = db.transaction([](db::Tx& tx) -> Result<Money> {
    Money out;
    for (const auto view : {RefundView::posting, RefundView::sale}) {
      for (const auto& one : store::list_adjustments(tx, "2026-11", view))
        out += one.kind == "sale" ? one.amount : Money() - one.amount;
    }
    return out;
  });
  EXPECT_EQ(adjusted.value(), Money()) << "beside November stand both";
  EXPECT_TRUE(connection.query("SELECT 1 AS one FROM measurement_adjustment WHERE period = '2026H2'").empty());
}

TEST_F(Offline, ARepeatedSubmissionIsTheSame) {
  const auto body = purchase();
  const auto once = key();
  const auto first = must(registrations.submit(by(buyer()), body, once));
  const auto again = must(registrations.submit(by(buyer()), body, once));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.value.registration_id, first.value.registration_id);
  db.clock.advance(std::chrono::hours(24 * 400));  // by now it would be too old
  EXPECT_TRUE(must(registrations.submit(by(buyer()), body, once)).replayed);
  EXPECT_EQ(must(registrations.list(buyer(), {})).items.size(), 1u);
}

TEST_F(Offline, LimitsHoldFromALaterDayOn) {
  const auto operator_ = by(agency("*"));
  LimitBody body{LimitName::offline_days, std::nullopt, parse_date("2026-11-23").value(), 2, "通知"};
  EXPECT_EQ(refused(limits.add(operator_, body)).fields.at(0).code, "not_after_today");
  body.valid_from = parse_date("2026-11-25").value();
  must(limits.add(operator_, body));
  EXPECT_EQ(refused(limits.add(operator_, body)).code, "limit_exists");
  submit(buyer(), purchase());
  db.clock.advance(std::chrono::hours(48));
  EXPECT_EQ(refused(registrations.submit(by(buyer()), purchase(), key())).fields.at(0).code, "too_old");
  LimitBody capacity{LimitName::county_capacity_kg, "513431:tea", parse_date("2027-01-01").value(), 5, "县统计"};
  EXPECT_EQ(refused(limits.add(operator_, capacity)).fields.at(0).code, "unknown_subject");
}

}  // namespace
}  // namespace shanhai::measurement
