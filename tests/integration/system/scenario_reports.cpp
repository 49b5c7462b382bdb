// A frozen period, a kept report and an export.
#include <gtest/gtest.h>

#include "tests/integration/system/scenario.hpp"

namespace shanhai::system_test {
namespace {

using http::Method;

constexpr auto kAgency = "agency A";
constexpr std::chrono::seconds kPatience{30};

Date china_today() { return china_date(SystemClock().now()); }

// The month before the last: over, whatever day it is.
std::string month_that_is_over() {
  const auto month = std::chrono::year_month(china_today().year(), china_today().month()) - std::chrono::months(2);
  return to_string(Date(month / 1)).substr(0, 7);
}

std::string text_of(const json::Value& value, std::string_view name) {
  const auto* found = value.is_object() ? value.get_object().if_contains(name) : nullptr;
  EXPECT_TRUE(found && found->is_string()) << "no " << name << " in " << json::to_text(value);
  return found && found->is_string() ? std::string(found->get_string()) : "";
}

}  // namespace

// Once events of today are counted, by an agency of both provinces.
void Scenario::freeze_period() {
  auto authority = people_.named(kAgency);
  authority.organisation->region = "*";
  Call call;
  call.method = Method::post;
  call.target = "/v1/measurement/freezes";
  call.token = people_.fresh_token(authority);
  call.idempotent = true;
  call.body = json::to_text(json::Object{{"period", month_that_is_over()}, {"reason", "月报"}});
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  auto answer = platform_.send(call);
  while (answer.code == "period_not_counted" && std::chrono::steady_clock::now() < deadline)
    answer = platform_.send(call);
  EXPECT_EQ(answer.status, 201) << json::to_text(answer.body);
  subjects_.push_back({"a frozen period", {{"period", month_that_is_over()}}, {kAgency, "agency B"}});
  subjects_.push_back({"all figures of a frozen period", {{"frozen", month_that_is_over()}}, {}});
}

void Scenario::keep_report() {
  const json::Object question{{"measure", "paid"}, {"period", to_string(china_today()).substr(0, 4)}};
  const auto report =
      ask(kAgency, Method::post, "/v1/measurement/reports", {{"title", "采购情况"}, {"question", question}});
  subjects_.push_back({"a kept report", {{"report", text_of(report, "id")}}, {kAgency}});
  const auto made = ask(kAgency, Method::post, "/v1/measurement/exports", {{"format", "csv"}, {"lines", question}});
  const auto id = text_of(made, "id");
  ask_until(kAgency, Method::get, "/v1/measurement/exports/" + id + "/file");
  subjects_.push_back({"an export", {{"export", id}}, {kAgency}});
}

}  // namespace shanhai::system_test
