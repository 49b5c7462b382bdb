// An offline sale with its vouchers, the flag that a voucher shown twice raises, and what households were given.
#include <gtest/gtest.h>

#include "common/base/encoding.hpp"
#include "tests/integration/system/scenario.hpp"

namespace shanhai::system_test {
namespace {

using http::Method;

constexpr auto kCooperative = "cooperative A";
constexpr auto kCounty = "county_department A";
constexpr auto kUnit = "trade_union A";

std::string text_of(const json::Value& value, std::string_view pointer) {
  boost::system::error_code failed;
  const auto* found = value.find_pointer(pointer, failed);
  EXPECT_TRUE(found && found->is_string()) << "nothing at " << pointer << " of " << json::to_text(value);
  return found && found->is_string() ? std::string(found->get_string()) : "";
}

std::string today() { return to_rfc3339(SystemClock().now() + std::chrono::hours(8)).substr(0, 10); }

json::Object file_of(const char* text) { return {{"document_name", "凭证.txt"}, {"content_base64", to_base64(text)}}; }

}  // namespace

void Scenario::register_offline_sale() {
  const json::Object amount{{"amount_fen", 58000}, {"currency", "CNY"}};
  const json::Object line{{"product_name", "苦荞"},
                          {"category", "agricultural"},
                          {"production_county", "513431"},
                          {"quantity", 10},
                          {"unit", "盒"},
                          {"amount", amount}};
  const json::Object slip{
      {"kind", "transfer_slip"}, {"dated_on", today()}, {"amount", amount}, {"file", file_of("转账回单")}};
  const json::Object sale{{"purchased_on", today()},
                          {"supplier_id", people_.named(kCooperative).organisation->id.str()},
                          {"lines", json::Array{line}},
                          {"vouchers", json::Array{slip}}};
  // Once identity has told of both sides.
  const auto made = ask_until(kUnit, Method::post, "/v1/measurement/registrations", sale);
  const auto id = text_of(made, "/registration_id");
  const auto view = ask(kCooperative, Method::get, "/v1/measurement/registrations/" + id);
  // The agency of the buyer's region, and that of the prefecture whose goods they are.
  const std::set<std::string> agencies{"agency A", "agency B"};
  Subject registration{
      "an offline sale", {{"registration", id}, {"file", text_of(view, "/vouchers/0/file_id")}}, agencies};
  registration.owners.insert({kUnit, kCooperative});
  subjects_.push_back(std::move(registration));

  Call again;
  again.method = Method::post;
  again.target = "/v1/measurement/registrations";
  again.token = people_.named(kUnit).token;
  again.idempotent = true;
  again.body = json::to_text(sale);
  EXPECT_EQ(platform_.send(again).code, "voucher_used");
  const auto flags = ask("agency A", Method::get, "/v1/measurement/flags");
  subjects_.push_back({"a flag", {{"flag", text_of(flags, "/items/0/flag_id")}}, agencies});
}

void Scenario::record_benefits() {
  json::Object wage{{"household_id", household_},
                    {"method", "wage"},
                    {"period", today().substr(0, 7)},
                    {"amount", json::Object{{"amount_fen", 120000}, {"currency", "CNY"}}}};
  const auto made = ask_until(kCooperative, Method::post, "/v1/measurement/benefit-batches",
                              {{"items", json::Array{wage}}, {"proof", file_of("务工名单")}});
  subjects_.push_back(
      {"a batch of benefits", {{"benefit_batch", text_of(made, "/batch_id")}}, {kCooperative, kCounty}});
}

}  // namespace shanhai::system_test
