// Fapiao: what may be invoiced, by whom, and how it is taken back.
#include "tests/integration/orders/procurement_world.hpp"

namespace shanhai::orders {
namespace {

class InvoiceOverHttp : public ProcurementOverHttp {
 protected:
  InvoiceOverHttp() {
    stock(wax, 200);
    order = ordered(approved());
  }

  std::string number(int count) {
    const auto year = std::to_string(int(china_date(db.clock.now()).year()) % 100);
    const auto digits = std::to_string(count);
    return year + "51" + std::string(16 - digits.size(), '0') + digits;
  }
  json::Object asking(std::optional<std::int64_t> amount_fen = {}) {
    json::Object part{{"order_id", order}};
    if (amount_fen) part["amount"] = money(*amount_fen);
    return {{"orders", json::Array{part}}, {"kind", "general"}, {"title", "佛山市某单位"}, {"taxpayer_number", uscc}};
  }
  // The buyer pays the order by transfer.
  void pay_all() {
    const auto group = text(get("/v1/procurement/orders/" + order, clerk).body, "order_group_id");
    const auto payment = open_payment(clerk, *OrderGroupId::parse(group), PaymentChannel::bank_transfer);
    const Receipt receipt{PaymentChannel::bank_transfer, payment.bank_transfer->reference_code, "B" + group,
                          payment.amount, db.clock.now()};
    const auto book = [&](db::Tx& tx) { return receive_money(tx, context, receipt, {}); };
    ASSERT_TRUE(db.transaction(book).value().paid);
  }
  // The supplier can't deliver the tea of a paid order.
  void decline_all() { done("/v1/orders/" + order + "/decline", coop, reason("受灾减产")); }
  std::string asked(std::optional<std::int64_t> amount_fen = {}) {
    return "/v1/invoices/" + text(done("/v1/invoices", clerk, asking(amount_fen)), "invoice_id");
  }
  std::string issued(int count, std::optional<std::int64_t> amount_fen = {}) {
    const auto path = asked(amount_fen);
    done(path + "/issue", coop, issue_body(number(count).c_str()));
    return path;
  }
  json::Object correction(int count, const char* why) {
    auto out = issue_body(number(count).c_str());
    out["reason"] = why;
    return out;
  }

  std::string order;
};

TEST_F(InvoiceOverHttp, NothingIsInvoicedThatIsNeitherAcceptedNorPaid) {
  expect_refused(tell("/v1/invoices", clerk, asking()), 409, "invoice_exceeds", {"/orders/0/amount invoice_exceeds"});
  pay_all();
  const auto refused = tell("/v1/invoices", clerk, asking(111'201));
  expect_refused(refused, 409, "invoice_exceeds");
  EXPECT_EQ(fen(refused.body.at("items").at(0), "invoiceable"), 111'200);
  asked(100'000);
  // What is asked for counts before it is issued.
  expect_refused(tell("/v1/invoices", clerk, asking(11'201)), 409, "invoice_exceeds");
  EXPECT_EQ(fen(get(asked(), clerk).body, "amount"), 11'200);
  EXPECT_EQ(fen(get("/v1/procurement/orders/" + order, clerk).body, "invoiceable"), 0);
}

TEST_F(InvoiceOverHttp, WrongPlacesAreNamed) {
  pay_all();
  auto body = asking();
  body["taxpayer_number"] = "914403001922038217";
  body["orders"].as_array().push_back(body["orders"].as_array()[0]);
  expect_refused(tell("/v1/invoices", clerk, body), 400, "invalid_request",
                 {"/orders/1/order_id repeated", "/taxpayer_number invalid_uscc"});
  auto strangers = asking();
  const auto stranger = unit(identity::OrganisationKind::enterprise);
  expect_refused(tell("/v1/invoices", stranger, strangers), 404, "order_not_found",
                 {"/orders/0/order_id order_not_found"});
  const auto path = asked();
  auto wrong = issue_body("12345678901234567890");
  wrong["issued_on"] = day(1);
  expect_refused(tell(path + "/issue", coop, wrong), 400, "invalid_request",
                 {"/issued_on out_of_range", "/number invalid_invoice_number"});
  auto empty = issue_body(number(1).c_str());
  empty["file"].as_object()["content_base64"] = "";
  expect_refused(tell(path + "/issue", coop, empty), 422, "file_refused");
  EXPECT_EQ(text(get(path, clerk).body, "state"), "requested");
  expect_refused(get(path + "/file", clerk), 404, "invoice_file_not_found");
}

TEST_F(InvoiceOverHttp, ANumberNamesOneFapiaoAndARequestEndsOnce) {
  pay_all();
  const auto first = issued(1, 50'000), second = asked(50'000);
  expect_refused(tell(second + "/issue", coop, issue_body(number(1).c_str())), 409, "invoice_number_taken",
                 {"/number invoice_number_taken"});
  done(second + "/refuse", coop, reason("抬头有误"));
  expect_refused(tell(second + "/issue", coop, issue_body(number(2).c_str())), 409, "invoice_state");
  expect_refused(tell(second + "/cancel", clerk, reason()), 409, "invoice_state");
  expect_refused(tell(first + "/cancel", clerk, reason()), 409, "invoice_state");
  const auto third = asked(61'200);  // what was refused is free again
  done(third + "/cancel", clerk, reason("暂不开"));
  const auto fourth = asked(61'200);
  EXPECT_FALSE(get(fourth, clerk).body.at("overdue").as_bool());
  db.clock.advance(std::chrono::hours(24) * 8);
  EXPECT_TRUE(get(fourth, coop).body.at("overdue").as_bool());
  const auto again = tell(fourth + "/issue", coop, issue_body(number(4).c_str()), "same");
  ASSERT_EQ(again.status, 200) << again.text;
  expect_refused(tell(fourth + "/issue", coop, issue_body(number(5).c_str()), "same"), 422, "idempotency_key_reused");
  for (const auto& who : {rival, unit(identity::OrganisationKind::enterprise)}) {
    expect_refused(get(first, who), 404, "invoice_not_found");
    expect_refused(get(first + "/file", who), 404, "invoice_not_found");
    EXPECT_EQ(get("/v1/invoices", who).body.at("items").as_array().size(), 0u);
  }
  expect_refused(tell(fourth + "/issue", rival, issue_body(number(9).c_str())), 404, "invoice_not_found");
  EXPECT_EQ(get("/v1/invoices", clerk).body.at("items").as_array().size(), 4u);
  EXPECT_EQ(get("/v1/invoices", platform()).body.at("items").as_array().size(), 4u);
}

TEST_F(InvoiceOverHttp, AfterARefundARedLetterTakesBackWhatIsTooMuch) {
  pay_all();
  const auto waiting = asked(11'200);
  const auto original = issued(1, 100'000);
  expect_refused(tell(original + "/correct", coop, correction(2, "refund")), 409, "nothing_to_correct");
  decline_all();
  expect_refused(tell(waiting + "/issue", coop, issue_body(number(3).c_str())), 409, "invoice_exceeds");
  EXPECT_EQ(fen(get("/v1/procurement/orders/" + order, coop).body, "to_correct"), 100'000);
  const auto made = done(original + "/correct", coop, correction(2, "refund"));
  EXPECT_EQ(fen(made, "amount"), -100'000);
  EXPECT_EQ(text(made, "corrects"), original.substr(13));
  EXPECT_EQ(text(made, "correction_reason"), "refund");
  const auto kept = get(original, clerk).body;  // never edited
  EXPECT_EQ(fen(kept, "amount"), 100'000);
  EXPECT_EQ(fen(kept, "corrected"), 100'000);
  EXPECT_EQ(text(kept, "number"), number(1));
  ASSERT_EQ(kept.at("corrections").as_array().size(), 1u);
  EXPECT_EQ(kept.at("corrections").at(0).as_string(), text(made, "invoice_id"));
  EXPECT_EQ(fen(get("/v1/procurement/orders/" + order, coop).body, "to_correct"), 0);
  expect_refused(tell(original + "/correct", coop, correction(4, "refund")), 409, "nothing_to_correct");
  const auto red = "/v1/invoices/" + text(made, "invoice_id");
  expect_refused(tell(red + "/correct", coop, correction(5, "mistake")), 409, "invoice_state");
}

TEST_F(InvoiceOverHttp, AWrongFapiaoIsTakenBackWholeAndAskedForAnew) {
  pay_all();
  const auto wrong = issued(1);
  expect_refused(tell("/v1/invoices", clerk, asking(1)), 409, "invoice_exceeds");
  const auto made = done(wrong + "/correct", coop, correction(2, "mistake"));
  EXPECT_EQ(fen(made, "amount"), -111'200);
  expect_refused(tell(wrong + "/correct", coop, correction(3, "mistake")), 409, "nothing_to_correct");
  EXPECT_EQ(fen(get(issued(4), clerk).body, "amount"), 111'200);
}

}  // namespace
}  // namespace shanhai::orders
