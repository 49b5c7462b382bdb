#include "tests/integration/orders/procurement_world.hpp"

namespace shanhai::orders {
namespace {

// A long name in Chinese is cut between characters, not within one.
TEST_F(ProcurementOverHttp, GoodsAreNamedByTheCatalogAsFarAsThereIsRoom) {
  Product with_long_name;
  with_long_name.supplier = tea.supplier;
  with_long_name.name.clear();
  for (int i = 0; i < 198; ++i) with_long_name.name += "茶";
  const auto product = publish(with_long_name);
  auto body = rfq_body();
  auto& line = body["lines"].as_array().at(0).as_object();
  line["sku_id"] = product.sku.str();
  const auto rfq = publish_rfq(body);
  const auto view = get("/v1/procurement/rfqs/" + rfq, clerk).body;
  const auto words = text(view.at("lines").at(0), "description");
  EXPECT_EQ(code_points(words), 200U);
  EXPECT_TRUE(words.ends_with("茶 5")) << words;
}

TEST_F(ProcurementOverHttp, FromTheRequestToTheTransferAndTheFapiao) {
  stock(wax, 100);
  const auto rfq = publish_rfq(rfq_body());
  const auto quotation = submit(rfq, coop, quotation_body({quoted(0, tea, 10, 5000), quoted(1, wax, 20, 3000)}, 1200));
  submit(rfq, rival, quotation_body({quoted(1, honey, 20, 3100)}));
  close(rfq);
  const auto compared = get("/v1/procurement/rfqs/" + rfq + "/quotations", clerk);
  ASSERT_EQ(compared.body.at("items").as_array().size(), 2u) << compared.text;
  const auto proposal = propose(quotation);
  approve(proposal);
  const auto placed = done("/v1/procurement/proposals/" + proposal + "/order", clerk, order_body());
  EXPECT_EQ(fen(placed, "total"), 10 * 5000 + 20 * 3000 + 1200);
  EXPECT_EQ(text(placed, "contract_number"), "CG" + std::to_string(int(china_date(db.clock.now()).year())) + "-0001");
  const auto id = text(placed, "order_id"), group = text(placed, "order_group_id");
  deliver_and_accept(id);
  EXPECT_TRUE(get("/v1/procurement/orders/" + id, clerk).body.at("inspected").as_bool());
  const auto number = text(placed, "contract_number");
  EXPECT_EQ(text(get("/v1/orders/" + id, coop).body, "contract_number"), number);
  EXPECT_EQ(text(get("/v1/orders?state=accepted", coop).body.at("items").at(0), "contract_number"), number);

  const auto asked = done("/v1/invoices", clerk,
                          json::Object{{"orders", json::Array{json::Object{{"order_id", id}}}},
                                       {"kind", "special"},
                                       {"title", "佛山市某单位"},
                                       {"taxpayer_number", uscc}});
  EXPECT_EQ(fen(asked, "amount"), 111'200);
  EXPECT_EQ(text(asked.at("orders").at(0), "contract_number"), text(placed, "contract_number"));
  const auto invoice = "/v1/invoices/" + text(asked, "invoice_id");
  const auto year = std::to_string(int(china_date(db.clock.now()).year()) % 100);
  EXPECT_EQ(text(done(invoice + "/issue", coop, issue_body((year + "510000000000000001").c_str())), "state"), "issued");
  const auto file = get(invoice + "/file", clerk);
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.text, "电子发票");

  const auto payment = open_payment(clerk, *OrderGroupId::parse(group), PaymentChannel::bank_transfer);
  EXPECT_EQ(payment.amount, Money(111'200));
  const Receipt receipt{PaymentChannel::bank_transfer, payment.bank_transfer->reference_code, "B1", payment.amount,
                        db.clock.now()};
  const auto book = [&](db::Tx& tx) { return receive_money(tx, context, receipt, {}); };
  EXPECT_TRUE(db.transaction(book).value().paid);
  const auto listed = get("/v1/procurement/orders", coop);
  ASSERT_EQ(listed.body.at("items").as_array().size(), 1u);
  const auto& last = listed.body.at("items").at(0);
  EXPECT_EQ(fen(last, "paid"), 111'200);
  EXPECT_EQ(fen(last, "invoiced"), 111'200);
  EXPECT_EQ(fen(last, "invoiceable"), 0);
  EXPECT_EQ(text(last, "state"), "accepted");
}

TEST_F(ProcurementOverHttp, EveryStepIsToldOnceAndNamesNobodysWords) {
  stock(wax, 100);
  ordered(approved());
  std::multiset<std::string> told;
  for (const auto& event : events()) {
    if (event.aggregate_type == "order" || event.aggregate_type == "lot") continue;
    told.insert(event.type.substr(7));
    EXPECT_FALSE(event.actor.empty());
    EXPECT_FALSE(event.reason.empty());
    const auto payload = json::to_text(event.payload) + event.reason;
    EXPECT_EQ(payload.find("价格合理"), std::string::npos) << payload;
    EXPECT_EQ(payload.find("_fen"), std::string::npos) << payload;
  }
  EXPECT_EQ(told, (std::multiset<std::string>{"rfq_published", "quotation_submitted", "rfq_closed", "proposal_made",
                                              "quotation_accepted", "rfq_awarded", "proposal_approved",
                                              "proposal_ordering", "proposal_ordered", "quotation_ordered"}));
}

TEST_F(ProcurementOverHttp, WrongPlacesOfARequestAreNamed) {
  auto wrong = rfq_body();
  wrong["quote_until"] = after(-kWeek);
  wrong["county"] = "440605";
  auto& lines = wrong["lines"].as_array();
  lines[0].as_object()["delivery_division"] = "510100";
  lines[1].as_object().erase("description");
  expect_refused(tell("/v1/procurement/rfqs", clerk, wrong), 400, "invalid_request",
                 {"/county unknown_county", "/lines/0/delivery_division address_outside_guangdong",
                  "/lines/1/description required", "/quote_until out_of_range"});
  auto unknown = rfq_body();
  unknown["suppliers"] = json::Array{coop.organisation->str(), coop.organisation->str(), clerk.organisation->str()};
  unknown["lines"].as_array()[0].as_object()["sku_id"] = SkuId::make(db.clock, db.random).str();
  expect_refused(tell("/v1/procurement/rfqs", clerk, unknown), 400, "invalid_request",
                 {"/lines/0/sku_id sku_not_for_sale", "/suppliers/1 repeated", "/suppliers/2 supplier_not_found"});
  people.organisations[*clerk.organisation].status = identity::OrganisationStatus::suspended;
  db.clock.advance(std::chrono::minutes(1));  // what identity said before is forgotten
  expect_refused(tell("/v1/procurement/rfqs", clerk, rfq_body()), 403, "organisation_not_active");
  const auto again = tell("/v1/procurement/rfqs", coop, rfq_body());
  EXPECT_EQ(again.status, 403);
}

TEST_F(ProcurementOverHttp, ASupplierSeesWhatItMayAnswer) {
  auto to_coop = rfq_body(), to_county = rfq_body(), elsewhere = rfq_body();
  to_coop["suppliers"] = json::Array{coop.organisation->str()};
  to_county["county"] = "513431";
  elsewhere["county"] = "513436";
  const auto named = publish_rfq(to_coop), open = publish_rfq(rfq_body()), county = publish_rfq(to_county),
             other = publish_rfq(elsewhere);
  const auto seen_by = [&](const auth::Principal& who) {
    std::vector<std::string> out;
    const auto page = get("/v1/procurement/rfqs", who);
    for (const auto& item : page.body.at("items").as_array()) {
      out.push_back(text(item, "rfq_id"));
      EXPECT_EQ(get("/v1/procurement/rfqs/" + out.back(), who).status, 200);
    }
    return out;
  };
  EXPECT_EQ(seen_by(coop), (std::vector<std::string>{county, open, named}));
  EXPECT_EQ(seen_by(rival), (std::vector<std::string>{county, open}));
  EXPECT_EQ(seen_by(clerk), (std::vector<std::string>{other, county, open, named}));
  EXPECT_EQ(seen_by(boss).size(), 4u);
  EXPECT_EQ(seen_by(unit(identity::OrganisationKind::enterprise)).size(), 0u);
  EXPECT_EQ(seen_by(platform()).size(), 4u);
  expect_refused(get("/v1/procurement/rfqs/" + named, rival), 404, "rfq_not_found");
  expect_refused(get("/v1/procurement/rfqs/" + other, coop), 404, "rfq_not_found");
  const auto body = quotation_body({quoted(1, honey, 20, 3100)});
  expect_refused(tell("/v1/procurement/rfqs/" + named + "/quotations", rival, body), 404, "rfq_not_found");
  // Who was asked is the buyer's business.
  EXPECT_FALSE(get("/v1/procurement/rfqs/" + named, coop).body.as_object().contains("suppliers"));
  EXPECT_EQ(get("/v1/procurement/rfqs/" + named, clerk).body.at("suppliers").as_array().size(), 1u);
  supplier_status(*rival.organisation, catalog::SupplierStatus::suspended);
  EXPECT_EQ(seen_by(rival).size(), 0u);
  expect_refused(tell("/v1/procurement/rfqs/" + open + "/quotations", rival, body), 404, "rfq_not_found");
  // Pages of one.
  const auto first = get("/v1/procurement/rfqs?limit=1", coop);
  const auto second = get("/v1/procurement/rfqs?limit=1&cursor=" + text(first.body, "next_cursor"), coop);
  EXPECT_EQ(text(second.body.at("items").at(0), "rfq_id"), open);
  EXPECT_NE(second.header("Link").find("rel=\"next\""), std::string::npos);
}

TEST_F(ProcurementOverHttp, SealedQuotationsOpenAtTheDeadline) {
  auto sealed = rfq_body();
  sealed["sealed"] = true;
  const auto rfq = publish_rfq(sealed), path = "/v1/procurement/rfqs/" + rfq;
  const auto quotation = submit(rfq, coop, quotation_body({quoted(0, tea, 10, 5000)}));
  submit(rfq, rival, quotation_body({quoted(1, honey, 20, 3100)}));
  for (const auto& who : {clerk, boss, platform()}) {
    EXPECT_EQ(get(path + "/quotations", who).body.at("items").as_array().size(), 0u);
    expect_refused(get("/v1/procurement/quotations/" + quotation, who), 404, "quotation_not_found");
  }
  EXPECT_EQ(get(path + "/quotations", coop).body.at("items").as_array().size(), 1u);
  expect_refused(get("/v1/procurement/quotations/" + quotation, rival), 404, "quotation_not_found");
  expect_refused(tell(path + "/close", clerk, reason()), 409, "rfq_sealed");
  db.clock.advance(kWeek);
  EXPECT_EQ(get(path, clerk).body.at("state").as_string(), "closed");
  EXPECT_EQ(get(path + "/quotations", clerk).body.at("items").as_array().size(), 2u);
  EXPECT_EQ(get(path + "/quotations", coop).body.at("items").as_array().size(), 1u);
  expect_refused(tell(path + "/quotations", coop, quotation_body({quoted(0, tea, 10, 4000)})), 409, "rfq_state");
  approve(propose(quotation));
  // Withdrawn while sealed, nobody reads what was offered, ever.
  auto given_up = rfq_body();
  given_up["sealed"] = true;
  const auto never = publish_rfq(given_up);
  submit(never, coop, quotation_body({quoted(0, tea, 10, 5000)}));
  done("/v1/procurement/rfqs/" + never + "/withdraw", clerk, reason("预算取消"));
  db.clock.advance(2 * kWeek);
  EXPECT_EQ(get("/v1/procurement/rfqs/" + never + "/quotations", clerk).body.at("items").as_array().size(), 0u);
}

TEST_F(ProcurementOverHttp, AQuotationIsOfOnesOwnGoodsAndCanBeRevised) {
  const auto rfq = publish_rfq(rfq_body()), path = "/v1/procurement/rfqs/" + rfq + "/quotations";
  auto wrong = quotation_body({quoted(0, honey, 10, 5000), quoted(7, tea, 1, 5000)});
  wrong["valid_until"] = after(std::chrono::hours(1));
  expect_refused(tell(path, coop, wrong), 400, "invalid_request",
                 {"/lines/0/sku_id sku_not_for_sale", "/lines/1/line line_not_found", "/valid_until out_of_range"});
  expect_refused(tell(path, coop, quotation_body({quoted(0, tea, 10, 0), quoted(0, tea, 10, 1)}, -1)), 400,
                 "invalid_request",
                 {"/freight out_of_range", "/lines/0/unit_price out_of_range", "/lines/1/line repeated"});
  const auto quotation = submit(rfq, coop, quotation_body({quoted(0, tea, 10, 5000)}, 800));
  EXPECT_EQ(submit(rfq, coop, quotation_body({quoted(0, tea, 10, 4800)}, 600)), quotation);
  const auto own = get("/v1/procurement/quotations/" + quotation, coop).body;
  EXPECT_EQ(own.at("revision").as_int64(), 2);
  EXPECT_EQ(fen(own, "total"), 48'600);
  ASSERT_EQ(own.at("revisions").as_array().size(), 2u);
  EXPECT_EQ(fen(own.at("revisions").at(0), "freight"), 800);
  EXPECT_FALSE(get("/v1/procurement/quotations/" + quotation, clerk).body.as_object().contains("revisions"));
  close(rfq);
  json::Object body{{"quotation_id", quotation}, {"revision", 1}, {"reason", "低价"}};
  expect_refused(tell("/v1/procurement/proposals", clerk, body), 409, "quotation_changed");
  done("/v1/procurement/quotations/" + quotation + "/withdraw", coop, reason("货源不足"));
  expect_refused(get("/v1/procurement/quotations/" + quotation, clerk), 404, "quotation_not_found");
  expect_refused(tell("/v1/procurement/quotations/" + quotation + "/withdraw", coop, reason()), 409, "quotation_state");
  EXPECT_EQ(get("/v1/procurement/quotations", coop).body.at("items").as_array().size(), 1u);
  EXPECT_EQ(get("/v1/procurement/quotations", rival).body.at("items").as_array().size(), 0u);
}

TEST_F(ProcurementOverHttp, ARepetitionIsAnsweredAgain) {
  const auto first = tell("/v1/procurement/rfqs", clerk, rfq_body(), "same");
  const auto again = tell("/v1/procurement/rfqs", clerk, rfq_body(), "same");
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
  EXPECT_EQ(text(again.body, "rfq_id"), text(first.body, "rfq_id"));
  auto other = rfq_body();
  other["title"] = "另一份";
  expect_refused(tell("/v1/procurement/rfqs", clerk, other, "same"), 422, "idempotency_key_reused");
  expect_refused(post("/v1/procurement/rfqs", clerk, json::to_text(rfq_body())), 400, "idempotency_key_required");
}

// Its supplier agreed to the quantity: it is placed before the sale begins, needs no turn and has no share of a cap; of
// the allotment it takes all the same.
TEST_F(ProcurementOverHttp, AContractTakesOfAPresaleWithoutWaitingForItsTurn) {
  const auto command = by(coop);
  PresaleBody sale;
  sale.sku_id = wax.sku;
  sale.allotment = 30;
  sale.starts_at = db.clock.now() + std::chrono::hours(24);
  sale.ends_at = db.clock.now() + std::chrono::hours(48);
  sale.ships_from = add_days(china_date(sale.ends_at), 5);
  sale.ships_by = add_days(sale.ships_from, 5);
  const auto presale = run(parts.presales.open(command, sale, key())).value().value.presale_id;
  PurchaseCapBody cap;
  cap.sku_id = wax.sku;
  cap.buyer_max = 5;
  cap.period_days = 7;
  cap.reason = "新蜡不多";
  run(parts.purchase_caps.set(command, cap, key())).value();
  RushBody rush;
  rush.sku_id = wax.sku;
  rush.joins_from = db.clock.now();
  rush.starts_at = db.clock.now() + std::chrono::hours(1);
  rush.ends_at = db.clock.now() + std::chrono::hours(20);
  rush.admitted_per_minute = 60;
  rush.window_seconds = 600;
  run(parts.rushes.announce(command, rush, key())).value();
  const auto id = *OrderId::parse(ordered(approved()));
  const auto shown = [&] { return run(parts.presales.presale(coop, presale)).value(); };
  EXPECT_EQ(shown().taken, 20);
  for (const auto& line : order(clerk, id).lines) {
    const bool in_sale = line.sku_id == wax.sku;
    EXPECT_EQ(line.presale_id.has_value(), in_sale);
    if (in_sale) {
      EXPECT_EQ(*line.presale_id, presale);
      EXPECT_EQ(to_string(*line.ships_by), to_string(sale.ships_by));
    }
  }
  EXPECT_EQ(run(parts.purchase_caps.allowances(clerk, wax.sku)).value().caps.at(0).taken, 0);
  const auto second = "/v1/procurement/proposals/" + approved() + "/order";
  expect_refused(tell(second, clerk, order_body()), 409, "insufficient_stock");  // 20 more of the 10 that are left
  run(parts.presales.withdraw(command, presale, "遭了雹灾")).value();
  for (int i = 0; i < 3; ++i) run(parts.presales.run_due());
  const auto rest = order(clerk, id);
  EXPECT_EQ(rest.state, OrderState::placed);
  for (const auto& line : rest.lines) EXPECT_EQ(line.declined, line.sku_id == wax.sku ? 20 : 0);
  EXPECT_EQ(shown().state, PresaleState::withdrawn);
  EXPECT_EQ(shown().taken, 0);
}

}  // namespace
}  // namespace shanhai::orders
