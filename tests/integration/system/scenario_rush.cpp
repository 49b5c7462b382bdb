// Goods that are scarce, or not there yet: a cap, a presale, a rush with somebody in its line.
#include <gtest/gtest.h>

#include "tests/integration/system/scenario.hpp"

namespace shanhai::system_test {
namespace {

using http::Method;

constexpr auto kCooperative = "cooperative A";
constexpr auto kConsumer = "consumer A";

std::string text_of(const json::Value& value, std::string_view pointer) {
  boost::system::error_code failed;
  const auto* found = value.find_pointer(pointer, failed);
  EXPECT_TRUE(found && found->is_string()) << "nothing at " << pointer << " of " << json::to_text(value);
  return found && found->is_string() ? std::string(found->get_string()) : "";
}

std::string in(std::chrono::hours time) { return to_rfc3339(SystemClock().now() + time); }

}  // namespace

void Scenario::sell_scarce() {
  std::set<std::string> buyers, seers{kCooperative};
  for (const auto& caller : people_.all()) {
    if (caller.role == auth::Role::consumer || caller.role == auth::Role::buyer_unit) buyers.insert(caller.name);
    if (caller.role == auth::Role::agency) seers.insert(caller.name);
  }
  const auto made = ask(kCooperative, Method::post, "/v1/products", sample_product());
  const auto sku = text_of(made, "/skus/0/sku_id");
  ask(kCooperative, Method::post, "/v1/products/" + text_of(made, "/product_id") + "/publish",
      {{"reason", "首次上架"}});
  ask_until(kCooperative, Method::post, "/v1/purchase-caps",
            {{"sku_id", sku}, {"buyer_max", 5}, {"period_days", 7}, {"reason", "产量有限"}});
  subjects_.push_back({"a capped SKU", {{"cap_sku", sku}}, {kCooperative}});
  subjects_.push_back({"a SKU that one may buy so much of", {{"capped_sku", sku}}, buyers});
  const auto presale = ask(kCooperative, Method::post, "/v1/presales",
                           {{"sku_id", sku},
                            {"allotment", 100},
                            {"ends_at", in(std::chrono::hours(24))},
                            {"ships_from", in(std::chrono::hours(72)).substr(0, 10)},
                            {"ships_by", in(std::chrono::hours(24 * 30)).substr(0, 10)}});
  subjects_.push_back({"a presale", {{"presale", text_of(presale, "/presale_id")}}, seers});
  const auto rush = ask(kCooperative, Method::post, "/v1/rushes",
                        {{"sku_id", sku},
                         {"starts_at", to_rfc3339(SystemClock().now() + std::chrono::minutes(5))},
                         {"ends_at", in(std::chrono::hours(2))},
                         {"admitted_per_minute", 60},
                         {"window_seconds", 60}});
  const auto id = text_of(rush, "/rush_id");
  auto everybody = seers;
  everybody.insert(buyers.begin(), buyers.end());
  subjects_.push_back({"a rush", {{"rush", id}}, everybody});
  const auto ticket = ask(kConsumer, Method::post, "/v1/rushes/" + id + "/tickets");
  subjects_.push_back({"a ticket", {{"rush_ticket", text_of(ticket, "/rush_ticket_id")}}, {kConsumer}});
}

}  // namespace shanhai::system_test
