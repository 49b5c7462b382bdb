#include "tests/integration/system/scenario.hpp"

#include <gtest/gtest.h>

#include "common/base/encoding.hpp"
#include "common/http/router.hpp"

namespace shanhai::system_test {
namespace {

using http::Method;

constexpr auto kCooperative = "cooperative A";
constexpr auto kCounty = "county_department A";
constexpr auto kPlatform = "platform A";
constexpr auto kUnit = "trade_union A";
constexpr auto kConsumer = "consumer A";
constexpr std::chrono::seconds kPatience{30};

std::string text_at(const json::Value& value, std::string_view pointer) {
  boost::system::error_code failed;
  const auto* found = value.find_pointer(pointer, failed);
  if (!found || !found->is_string()) {
    ADD_FAILURE() << "nothing at " << pointer << " of " << json::to_text(value);
    return "";
  }
  return std::string(found->get_string());
}

std::int64_t integer_at(const json::Value& value, std::string_view pointer) {
  boost::system::error_code failed;
  const auto* found = value.find_pointer(pointer, failed);
  if (!found || !found->is_int64()) {
    ADD_FAILURE() << "no integer at " << pointer << " of " << json::to_text(value);
    return 0;
  }
  return found->get_int64();
}

// In China.
std::string day(int from_today) {
  const auto now = SystemClock().now() + std::chrono::hours(8 + 24 * from_today);
  return to_rfc3339(now).substr(0, 10);
}

}  // namespace

json::Object sample_file() { return {{"document_name", "材料.txt"}, {"content_base64", to_base64("材料属实")}}; }

json::Object sample_address() {
  return {{"recipient", "陈小明"}, {"phone", "13900139000"}, {"division", "440605"}, {"detail", "桂城街道 1 号"}};
}

json::Object sample_product() {
  json::Object sku{{"label", "500 g / 盒"},
                   {"unit", "盒"},
                   {"price", json::Object{{"amount_fen", 5800}, {"currency", "CNY"}}},
                   {"net_weight_g", 500}};
  return {{"name", "凉山苦荞茶"},
          {"category", "agricultural"},
          {"herb_class", "common_food"},
          {"description", "高山苦荞。"},
          {"production_county", "513431"},
          {"raw_material_county", "513431"},
          {"fresh", false},
          {"primary_produce", false},
          {"shelf_life_days", 540},
          {"skus", json::Array{sku}}};
}

json::Object sample_supplier(const identity::Organisation& organisation) {
  const auto& uscc = organisation.uscc;
  json::Object licence{{"kind", "business_licence"}, {"number", uscc}, {"valid_to", day(365)}, {"file", sample_file()}};
  json::Object food{
      {"kind", "food_production"}, {"number", "SC11451343100123"}, {"valid_to", day(365)}, {"file", sample_file()}};
  return {{"legal_name", organisation.name},
          {"kind", json::write(organisation.kind)},
          {"uscc", uscc},
          {"registration_county", organisation.region},
          {"licences", json::Array{licence, food}}};
}

Scenario::Scenario(Platform& platform, People& people) : platform_(platform), people_(people) {
  admit();
  list_product();
  certify();
  record_lots();
  buy_as_unit();
  buy_as_consumer();
  pay_out();
  sell_scarce();
  buy_by_contract();
  apply_for_organisation();
  register_offline_sale();
  record_benefits();
  declare_share();
  freeze_period();
  keep_report();
  subjects_.push_back({"a place in the transparency log",
                       {{"event", "epc_" + std::string(26, '0')},
                        {"digest", std::string(64, '0')},
                        {"size", "1"},
                        {"level", "0"},
                        {"n1", "x001"},
                        {"n2", "x001"},
                        {"n3", "001.p"},
                        {"n4", "1"}},
                       {}});
  subjects_.push_back({"a refund that is not there", {{"refund", RefundId().str()}}, {}});
  subjects_.push_back({"a bill's difference that is not there", {{"difference", "bdf_" + std::string(26, '0')}}, {}});
}

json::Value Scenario::ask(const std::string& who, Method method, const std::string& target, const json::Value& body) {
  Call call;
  call.method = method;
  call.target = target;
  call.token = people_.named(who).token;
  call.idempotent = true;
  if (!body.is_null()) call.body = json::to_text(body);
  auto answer = platform_.send(call);
  EXPECT_LT(answer.status, 300) << who << ' ' << http::name_of(method) << ' ' << target << ": "
                                << json::to_text(answer.body);
  return std::move(answer.body);
}

json::Value Scenario::ask_until(const std::string& who, Method method, const std::string& target,
                                const json::Value& body) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    Call call;
    call.method = method;
    call.target = target;
    call.token = people_.named(who).token;
    call.idempotent = true;
    if (!body.is_null()) call.body = json::to_text(body);
    auto answer = platform_.send(call);
    if (answer.status < 300) return std::move(answer.body);
    if (std::chrono::steady_clock::now() > deadline) {
      ADD_FAILURE() << who << ' ' << target << " still answers " << json::to_text(answer.body);
      return {};
    }
  }
}

// Every supplier: what one of them may not have is then refused to the others as somebody else's, and for no other
// reason.
void Scenario::admit() {
  for (const auto& caller : people_.all()) {
    if (caller.role != auth::Role::supplier) continue;
    const bool first = caller.organisation->region == people_.named(kCounty).organisation->region;
    const auto made = ask(caller.name, Method::post, "/v1/suppliers", sample_supplier(*caller.organisation));
    const auto id = caller.organisation->id.str();
    ask(first ? kCounty : "county_department B", Method::post, "/v1/suppliers/" + id + "/recommend",
        {{"reason", "证照齐全"}});
    ask(kPlatform, Method::post, "/v1/suppliers/" + id + "/approve", {{"reason", "县级已推荐"}});
    if (caller.name != kCooperative) continue;
    subjects_.push_back({"a supplier",
                         {{"supplier", id}, {"licence", text_at(made, "/licences/0/licence_id")}},
                         {kCooperative, kCounty}});
  }
}

void Scenario::list_product() {
  const auto made = ask(kCooperative, Method::post, "/v1/products", sample_product());
  product_ = text_at(made, "/product_id");
  sku_ = text_at(made, "/skus/0/sku_id");
  gtin_ = text_at(made, "/skus/0/gtin");
  const auto published =
      ask(kCooperative, Method::post, "/v1/products/" + product_ + "/publish", {{"reason", "首次上架"}});
  price_version_ = integer_at(published, "/published_version");
  subjects_.push_back({"a product", {{"product", product_}, {"sku", sku_}, {"version", "1"}}, {kCooperative, kCounty}});
  hand_in_listing();
  subjects_.push_back({"an import", {{"import", import_sheet()}}, {kCooperative}});
  Subject line{"a line of one's own cart", {{"cart_line", sku_}}, {}};
  for (const auto& caller : people_.all()) {
    if (caller.role == auth::Role::consumer || caller.role == auth::Role::buyer_unit) line.owners.insert(caller.name);
  }
  subjects_.push_back(std::move(line));
  const auto promotion = ask(kCooperative, Method::post, "/v1/promotions",
                             {{"title", "满减"},
                              {"threshold", json::Object{{"amount_fen", 1000000}, {"currency", "CNY"}}},
                              {"off", json::Object{{"amount_fen", 5000}, {"currency", "CNY"}}},
                              {"ends_at", day(30) + "T00:00:00Z"}});
  subjects_.push_back({"a promotion", {{"promotion", text_at(promotion, "/promotion_id")}}, {kCooperative}});
}

void Scenario::certify() {
  json::Object evidence{
      {"households", 3}, {"benefit_method", "purchase_of_produce"}, {"statement", "收购"}, {"file", sample_file()}};
  const auto made = ask(kCooperative, Method::post, "/v1/certifications",
                        {{"product_id", product_}, {"evidence", std::move(evidence)}});
  const auto certification = text_at(made, "/certification_id");
  ask(kCounty, Method::post, "/v1/certifications/" + certification + "/review",
      {{"decision", "pass"}, {"reason", "材料属实"}});
  subjects_.push_back({"a certification", {{"certification", certification}}, {kCooperative, kCounty}});
}

std::string Scenario::record_delivery(const std::string& lot_number) {
  json::Object delivery{{"household_id", household_}, {"quantity", 60000}, {"delivered_on", day(0)}};
  return text_at(ask(kCooperative, Method::post, "/v1/lots",
                     {{"kind", "raw"},
                      {"product_name", "苦荞"},
                      {"lot_number", lot_number},
                      {"county", "513431"},
                      {"made_on", day(0)},
                      {"unit", "g"},
                      {"quantity", 60000},
                      {"deliveries", json::Array{delivery}}}),
                 "/lot_id");
}

void Scenario::record_lots() {
  const auto household = ask(kCooperative, Method::post, "/v1/households",
                             {{"name", "阿木"}, {"village_division", "513431"}, {"phone", "13700137000"}});
  household_ = text_at(household, "/household_id");
  const auto raw_lot = record_delivery("R1"), bad_lot = record_delivery("R2");
  ask(kCooperative, Method::post, "/v1/lots/" + bad_lot + "/recall", {{"reason", "霉变"}});
  json::Object input{{"lot_id", raw_lot}, {"quantity", 40000}};
  const auto packed = ask_until(kCooperative, Method::post, "/v1/lots",
                                {{"kind", "packed"},
                                 {"sku_id", sku_},
                                 {"lot_number", "T1"},
                                 {"county", "513431"},
                                 {"made_on", day(0)},
                                 {"best_before", day(365)},
                                 {"unit", "pcs"},
                                 {"quantity", 80},
                                 {"inputs", json::Array{input}}});
  lot_ = text_at(packed, "/lot_id");
  ask(kCooperative, Method::post, "/v1/lots/" + lot_ + "/put-on-sale", {{"quantity", 60}});
  record_evidence();
  subjects_.push_back({"a raw lot", {{"lot", raw_lot}, {"gtin", gtin_}}, {kCooperative}});
  subjects_.push_back({"a recalled lot", {{"lot", bad_lot}, {"gtin", gtin_}}, {kCooperative}});
  capture_events();
  subjects_.push_back({"a packed lot",
                       {{"lot", lot_}, {"gtin", gtin_}, {"serial", "7"}, {"qualifiers", "22/v2/10/T1"}},
                       {kCooperative}});
}

std::string Scenario::address_of(const std::string& who) {
  return text_at(ask(who, Method::post, "/v1/addresses", sample_address()), "/id");
}

json::Object Scenario::checkout_line() const {
  return {{"sku_id", sku_}, {"quantity", 2}, {"price_version", price_version_}};
}

void Scenario::buy_as_unit() {
  json::Object delivery{{"recipient", sample_address()}, {"lines", json::Array{checkout_line()}}};
  const auto group = ask_until(kUnit, Method::post, "/v1/checkouts",
                               {{"deliveries", json::Array{delivery}}, {"payment_channel", "bank_transfer"}});
  order_ = text_at(group, "/orders/0/order_id");
  line_ = text_at(group, "/orders/0/lines/0/line_id");
  const auto id = text_at(group, "/order_group_id");
  pay(id, integer_at(group, "/total/amount_fen"));
  fulfil();
  subjects_.push_back({"a unit's checkout", {{"group", id}}, {kUnit}});
  subjects_.push_back({"a unit's address",
                       {{"address", address_of(kUnit)}, {"sku", sku_}, {"version", std::to_string(price_version_)}},
                       {kUnit}});
}

void Scenario::pay(const std::string& group, std::int64_t amount_fen) {
  const auto payment =
      ask(kUnit, Method::post, "/v1/payments", {{"order_group_id", group}, {"channel", "bank_transfer"}});
  Call statement;
  statement.method = Method::post;
  statement.target = "/v1/bank-statements";
  statement.token = people_.named(kPlatform).token;
  statement.idempotent = true;
  statement.content_type = "text/csv";
  statement.body = "booked_on,amount_fen,reference,payer_name,entry_number\n" + day(0) + "," +
                   std::to_string(amount_fen) + ",采购款 " + text_at(payment, "/bank_transfer/reference_code") +
                   ",工会," + std::to_string(subjects_.size()) + "\n";
  EXPECT_EQ(platform_.send(statement).status, 201);
  subjects_.push_back({"a payment", {{"payment", text_at(payment, "/payment_id")}}, {kUnit}});
}

void Scenario::fulfil() {
  const auto path = "/v1/orders/" + order_;
  const auto packed = ask_until(kCooperative, Method::post, path + "/pack", json::Object{});
  const auto parcel = text_at(packed, "/parcels/0/parcel_id");
  json::Object shipped{{"parcel_id", parcel}, {"carrier", "顺丰速运"}, {"tracking_number", "SF1"}};
  ask(kCooperative, Method::post, path + "/ship", {{"parcels", json::Array{shipped}}});
  ask(kCooperative, Method::post, path + "/deliver", json::Object{});
  const auto delivered_at = text_at(ask(kUnit, Method::get, path), "/delivered_at");
  json::Object found{{"line_id", line_}, {"accepted", 2}, {"rejected", 0}};
  json::Object inspection{{"inspector", "周阿姨"}, {"inspected_at", delivered_at}, {"lines", json::Array{found}}};
  ask(kUnit, Method::post, path + "/accept", {{"inspection", inspection}});
  json::Object line{{"line_id", line_}, {"quantity", 1}};
  const auto back = ask(kUnit, Method::post, "/v1/returns",
                        {{"order_id", order_},
                         {"lines", json::Array{line}},
                         {"kind", "quality"},
                         {"reason", "受潮"},
                         {"evidence", json::Array{sample_file()}}});
  subjects_.push_back(
      {"a unit's order", {{"order", order_}, {"line", line_}, {"parcel", parcel}}, {kUnit, kCooperative}});
  subjects_.push_back({"a return",
                       {{"return", text_at(back, "/return_id")}, {"file", text_at(back, "/evidence/0/file_id")}},
                       {kUnit, kCooperative}});
}

void Scenario::buy_as_consumer() {
  const auto address = address_of(kConsumer);
  json::Object delivery{{"address_id", address}, {"lines", json::Array{checkout_line()}}};
  const auto group = ask(kConsumer, Method::post, "/v1/checkouts",
                         {{"deliveries", json::Array{delivery}}, {"payment_channel", "wechat_pay"}});
  subjects_.push_back({"a consumer's address",
                       {{"address", address}, {"sku", sku_}, {"version", std::to_string(price_version_)}},
                       {kConsumer}});
  subjects_.push_back({"a consumer's checkout", {{"group", text_at(group, "/order_group_id")}}, {kConsumer}});
  subjects_.push_back({"a consumer's order",
                       {{"order", text_at(group, "/orders/0/order_id")},
                        {"line", text_at(group, "/orders/0/lines/0/line_id")},
                        {"parcel", ParcelId().str()}},
                       {kConsumer, kCooperative}});
}

// A request to one supplier, its quotation, approved by a second administrator.
void Scenario::buy_by_contract() {
  const auto money = [](std::int64_t fen) { return json::Object{{"amount_fen", fen}, {"currency", "CNY"}}; };
  const json::Object reason{{"reason", "按采购计划"}};
  json::Object wanted{
      {"sku_id", sku_}, {"quantity", 2}, {"unit", "盒"}, {"delivery_division", "440605"}, {"deliver_by", day(30)}};
  const auto cooperative = people_.named(kCooperative).organisation->id.str();
  const auto rfq = ask(kUnit, Method::post, "/v1/procurement/rfqs",
                       {{"title", "慰问品采购"},
                        {"lines", json::Array{wanted}},
                        {"suppliers", json::Array{cooperative}},
                        {"quote_until", day(7) + "T00:00:00Z"}});
  const auto path = "/v1/procurement/rfqs/" + text_at(rfq, "/rfq_id");
  json::Object line{{"line", 0}, {"sku_id", sku_}, {"quantity", 2}, {"unit_price", money(5000)}};
  const auto quotation =
      ask(kCooperative, Method::post, path + "/quotations",
          {{"lines", json::Array{line}}, {"freight", money(0)}, {"valid_until", day(60) + "T00:00:00Z"}});
  ask(kUnit, Method::post, path + "/close", reason);
  const auto proposal =
      ask(kUnit, Method::post, "/v1/procurement/proposals",
          {{"quotation_id", text_at(quotation, "/quotation_id")}, {"revision", 1}, {"reason", "价格合理"}});
  const auto id = text_at(proposal, "/proposal_id");
  Call approval;
  approval.method = Method::post;
  approval.target = "/v1/procurement/proposals/" + id + "/approve";
  approval.token = people_.colleague_token(people_.named(kUnit), "13500135009");
  approval.body = json::to_text(reason);
  const auto approved = platform_.send(approval);
  EXPECT_EQ(approved.status, 200) << json::to_text(approved.body);  // four eyes
  subjects_.push_back({"a request for quotation", {{"rfq", text_at(rfq, "/rfq_id")}}, {kUnit, kCooperative}});
  subjects_.push_back({"a quotation", {{"quotation", text_at(quotation, "/quotation_id")}}, {kUnit, kCooperative}});
  subjects_.push_back({"a proposal", {{"proposal", id}}, {kUnit}});
  invoice(order_by_contract(id));
}

std::string Scenario::order_by_contract(const std::string& proposal) {
  const auto year = std::stoi(day(0).substr(0, 4));
  ask(kUnit, Method::post, "/v1/procurement/gift-caps",
      {{"year", year},
       {"cap_per_head", json::Object{{"amount_fen", 100000}, {"currency", "CNY"}}},
       {"source", "工会经费管理办法"}});
  json::Object taken{{"line", 0}, {"quantity", 2}};
  json::Object delivery{{"recipient", sample_address()}, {"lines", json::Array{taken}}};
  const auto placed = ask_until(kUnit, Method::post, "/v1/procurement/proposals/" + proposal + "/order",
                                {{"deliveries", json::Array{delivery}}, {"heads", 2}});
  const auto order = text_at(placed, "/order_id");
  pay(text_at(placed, "/order_group_id"), integer_at(placed, "/total/amount_fen"));
  subjects_.push_back({"an order by contract",
                       {{"order", order}, {"line", OrderLineId().str()}, {"parcel", ParcelId().str()}},
                       {kUnit, kCooperative}});
  return order;
}

void Scenario::invoice(const std::string& order) {
  json::Object part{{"order_id", order}};
  const auto asked = ask(kUnit, Method::post, "/v1/invoices",
                         {{"orders", json::Array{part}},
                          {"kind", "general"},
                          {"title", "某工会"},
                          {"taxpayer_number", "914403001922038216"}});
  const auto id = text_at(asked, "/invoice_id");
  ask(kCooperative, Method::post, "/v1/invoices/" + id + "/issue",
      {{"number", day(0).substr(2, 2) + "5100000000000000" + "01"}, {"issued_on", day(0)}, {"file", sample_file()}});
  subjects_.push_back({"a fapiao", {{"invoice", id}}, {kUnit, kCooperative}});
}

void Scenario::apply_for_organisation() {
  const auto made = ask(kCooperative, Method::post, "/v1/organisations",
                        {{"kind", "agency"}, {"name", "佛山市统计组"}, {"region", "440600"}, {"proof", sample_file()}});
  const auto id = text_at(made, "/id");
  const auto added = ask(kCooperative, Method::post, "/v1/organisations/" + id + "/members",
                         {{"phone", "13600136000"}, {"administrator", false}});
  subjects_.push_back({"an organisation that waits for approval",
                       {{"organisation", id}, {"account", text_at(added, "/account_id")}},
                       {kCooperative}});
}

}  // namespace shanhai::system_test
