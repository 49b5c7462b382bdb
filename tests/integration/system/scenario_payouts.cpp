// A payout, which takes an order whose return window is over.
#include <gtest/gtest.h>

#include "tests/integration/system/scenario.hpp"

namespace shanhai::system_test {
namespace {

using http::Method;

constexpr auto kCooperative = "cooperative A";
constexpr auto kPlatform = "platform A";
constexpr auto kUnit = "trade_union A";

std::string text_of(const json::Value& value, std::string_view pointer) {
  boost::system::error_code failed;
  const auto* found = value.find_pointer(pointer, failed);
  EXPECT_TRUE(found && found->is_string()) << "nothing at " << pointer << " of " << json::to_text(value);
  return found && found->is_string() ? std::string(found->get_string()) : "";
}

}  // namespace

void Scenario::register_payout_account() {
  const auto& cooperative = *people_.named(kCooperative).organisation;
  const auto made =
      ask(kCooperative, Method::post, "/v1/settlement/payout-accounts",
          {{"holder", cooperative.name}, {"account_number", "6222020200012345678"}, {"bank", "演示银行"}});
  const auto id = text_of(made, "/payout_account_id");
  ask(kPlatform, Method::post, "/v1/settlement/payout-accounts/" + id + "/approve", {{"reason", "一致"}});
  subjects_.push_back({"a bank account", {{"payout_account", id}}, {kCooperative}});
}

// Days that nobody can wait for are over by a word to the database.
void Scenario::end_return_window(const std::string& order) {
  const auto id = OrderId::parse(order).value();
  db::Connection connection(platform_.endpoint("orders"));
  connection.execute(
      db::expand({"test.end_window", "UPDATE orders SET return_until = placed_at WHERE id = :id"}, {{"id", id}}));
}

void Scenario::pay_out() {
  register_payout_account();
  json::Object delivery{{"recipient", sample_address()}, {"lines", json::Array{checkout_line()}}};
  const auto group = ask(kUnit, Method::post, "/v1/checkouts",
                         {{"deliveries", json::Array{delivery}}, {"payment_channel", "bank_transfer"}});
  const auto order = text_of(group, "/orders/0/order_id");
  pay(text_of(group, "/order_group_id"), group.at_pointer("/total/amount_fen").as_int64());
  const auto path = "/v1/orders/" + order;
  const auto packed = ask_until(kCooperative, Method::post, path + "/pack", json::Object{});
  json::Object shipped{
      {"parcel_id", text_of(packed, "/parcels/0/parcel_id")}, {"carrier", "顺丰速运"}, {"tracking_number", "SF9"}};
  ask(kCooperative, Method::post, path + "/ship", {{"parcels", json::Array{shipped}}});
  ask(kCooperative, Method::post, path + "/deliver", json::Object{});
  ask(kUnit, Method::post, path + "/accept", json::Object{});
  end_return_window(order);
  const auto batch = ask_until(kPlatform, Method::post, "/v1/settlement/payout-batches", json::Object{});
  subjects_.push_back({"a payout batch", {{"payout_batch", text_of(batch, "/payout_batch_id")}}, {}});
  subjects_.push_back({"a payout", {{"payout", text_of(batch, "/items/0/payout_id")}}, {kCooperative}});
}

}  // namespace shanhai::system_test
