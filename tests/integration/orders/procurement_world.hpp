// A budget unit with two members and two cooperatives, over HTTP, and the steps of an institution's purchase.
#pragma once

#include "common/base/encoding.hpp"
#include "tests/integration/orders/over_http.hpp"

namespace shanhai::orders {

class ProcurementOverHttp : public OverHttp {
 protected:
  ProcurementOverHttp() {
    stock(tea, 500);
    stock(honey, 500);
    boss = colleague_of(clerk);
    boss.administrator = true;
  }

  auth::Principal colleague_of(const auth::Principal& who) {
    auto out = who;
    out.account = AccountId::make(db.clock, db.random);
    out.administrator = false;
    return out;
  }
  static json::Object money(std::int64_t fen) { return {{"amount_fen", fen}, {"currency", "CNY"}}; }
  static json::Object reason(const char* text = "按采购计划") { return {{"reason", text}}; }
  std::string after(std::chrono::hours time) { return to_rfc3339(db.clock.now() + time); }
  std::string day(int from_today) { return to_string(add_days(china_date(db.clock.now()), from_today)); }

  // Two lines: 10 boxes of the tea by its SKU, and honey in words.
  json::Object rfq_body() {
    json::Object first{{"sku_id", tea.sku.str()}, {"quantity", 10}, {"unit", "盒"}};
    json::Object second{{"description", "百花蜜 500 克"}, {"quantity", 20}, {"unit", "瓶"}};
    for (auto* line : {&first, &second}) {
      (*line)["delivery_division"] = "440600";
      (*line)["deliver_by"] = day(30);
    }
    return {{"title", "食堂第三季度采购"}, {"lines", json::Array{first, second}}, {"quote_until", after(kWeek)}};
  }
  static json::Object quoted(std::int64_t line, const Product& product, std::int64_t quantity, std::int64_t fen) {
    return {{"line", line}, {"sku_id", product.sku.str()}, {"quantity", quantity}, {"unit_price", money(fen)}};
  }
  json::Object quotation_body(json::Array lines, std::int64_t freight_fen = 0) {
    return {{"lines", std::move(lines)}, {"freight", money(freight_fen)}, {"valid_until", after(4 * kWeek)}};
  }

  Answer tell(const std::string& path, const auth::Principal& caller, const json::Value& body, std::string key = {}) {
    if (key.empty()) key = "k" + std::to_string(++keys_);
    return post(path, caller, json::to_text(body), key);
  }
  // Fails the test where the answer is no success.
  json::Value done(const std::string& path, const auth::Principal& caller, const json::Value& body) {
    const auto answer = tell(path, caller, body);
    EXPECT_LT(answer.status, 300) << path << ": " << answer.text;
    return answer.body;
  }
  void expect_refused(const Answer& answer, int status, const char* code, std::vector<std::string> places = {}) {
    EXPECT_EQ(answer.status, status) << answer.text;
    if (answer.status < 400) return;
    EXPECT_EQ(answer.code(), code) << answer.text;
    if (!places.empty()) EXPECT_EQ(answer.places(), places) << answer.text;
  }
  static std::string text(const json::Value& value, const char* name) {
    const auto* member = value.as_object().if_contains(name);
    EXPECT_TRUE(member && member->is_string()) << name << " of " << json::to_text(value);
    return member && member->is_string() ? std::string(member->as_string()) : std::string();
  }
  static std::int64_t fen(const json::Value& value, const char* name) {
    return value.at(name).at("amount_fen").as_int64();
  }

  std::string publish_rfq(json::Object body) {
    db.clock.advance(std::chrono::seconds(1));  // ids, and so lists, are in the order of time
    return text(done("/v1/procurement/rfqs", clerk, body), "rfq_id");
  }
  std::string submit(const std::string& rfq, const auth::Principal& supplier, json::Object body) {
    return text(done("/v1/procurement/rfqs/" + rfq + "/quotations", supplier, body), "quotation_id");
  }
  void close(const std::string& rfq) { done("/v1/procurement/rfqs/" + rfq + "/close", clerk, reason()); }
  std::string propose(const std::string& quotation, std::int64_t revision = 1) {
    return text(done("/v1/procurement/proposals", clerk,
                     json::Object{{"quotation_id", quotation}, {"revision", revision}, {"reason", "价格合理"}}),
                "proposal_id");
  }
  void approve(const std::string& proposal) {
    done("/v1/procurement/proposals/" + proposal + "/approve", boss, reason("同意"));
  }
  // Both lines, quoted by the tea's cooperative, approved; gives the proposal.
  std::string approved(std::int64_t tea_fen = 5000, std::int64_t honey_fen = 3000, std::int64_t freight_fen = 1200) {
    const auto rfq = publish_rfq(rfq_body());
    const auto quotation =
        submit(rfq, coop, quotation_body({quoted(0, tea, 10, tea_fen), quoted(1, wax, 20, honey_fen)}, freight_fen));
    close(rfq);
    const auto proposal = propose(quotation);
    approve(proposal);
    return proposal;
  }
  static json::Object delivery(std::vector<std::pair<std::int64_t, std::int64_t>> lines,
                               const char* division = "440605") {
    json::Array taken;
    for (const auto& [line, quantity] : lines) taken.push_back(json::Object{{"line", line}, {"quantity", quantity}});
    return {{"recipient", json::write(address(division))}, {"lines", std::move(taken)}};
  }
  static json::Object order_body() { return {{"deliveries", json::Array{delivery({{0, 10}, {1, 20}})}}}; }
  std::string ordered(const std::string& proposal) {
    return text(done("/v1/procurement/proposals/" + proposal + "/order", clerk, order_body()), "order_id");
  }
  // A budget unit buys on credit: the goods leave before the money comes, and are inspected when they arrive.
  void deliver_and_accept(const std::string& order) {
    const auto path = "/v1/orders/" + order;
    const auto packed = done(path + "/pack", coop, json::Object{});
    json::Object parcel{
        {"parcel_id", packed.at("parcels").at(0).at("parcel_id")}, {"carrier", "顺丰速运"}, {"tracking_number", "SF1"}};
    done(path + "/ship", coop, json::Object{{"parcels", json::Array{parcel}}});
    done(path + "/deliver", coop, json::Object{});
    json::Array inspected;
    const auto seen = get(path, clerk);
    for (const auto& line : seen.body.at("lines").as_array()) {
      inspected.push_back(
          json::Object{{"line_id", line.at("line_id")}, {"accepted", line.at("quantity")}, {"rejected", 0}});
    }
    json::Object inspection{
        {"inspector", "李验收"}, {"inspected_at", to_rfc3339(db.clock.now())}, {"lines", std::move(inspected)}};
    done(path + "/accept", clerk, json::Object{{"inspection", std::move(inspection)}});
  }
  static json::Object document() { return {{"document_name", "发票.txt"}, {"content_base64", to_base64("电子发票")}}; }
  json::Object issue_body(const char* number) {
    return {{"number", number}, {"issued_on", day(0)}, {"file", document()}};
  }

  static constexpr std::chrono::hours kWeek{7 * 24};
  Product tea = publish({});
  Product wax = publish_of(tea.supplier, "凉山百花蜜", 3500);  // of the tea's cooperative, too
  Product honey = publish_of({}, "甘孜百花蜜", 3600);
  auth::Principal coop = seller(tea.supplier), rival = seller(honey.supplier);
  auth::Principal clerk = unit(identity::OrganisationKind::budget_unit), boss;
  const std::string uscc = "914403001922038216";

 private:
  Product publish_of(OrganisationId supplier, const char* name, std::int64_t fen) {
    Product product;
    product.supplier = supplier;
    product.name = name;
    product.price = Money(fen);
    auto out = publish(product);
    return out;
  }
  int keys_ = 0;
};

}  // namespace shanhai::orders
