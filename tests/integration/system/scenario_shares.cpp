// A unit declares its reserved share, and a person works for it.
#include <gtest/gtest.h>

#include "tests/integration/system/scenario.hpp"

namespace shanhai::system_test {
namespace {

using http::Method;

constexpr auto kUnit = "budget_unit A";
constexpr auto kPerson = "consumer A";

std::string day_of_now() { return to_rfc3339(SystemClock().now() + std::chrono::hours(8)).substr(0, 10); }

}  // namespace

void Scenario::declare_share() {
  const auto today = day_of_now();
  const auto declared = ask_until(kUnit, Method::post, "/v1/measurement/reserved-share/declarations",
                                  {{"year", std::stoi(today.substr(0, 4))},
                                   {"canteen", "own"},
                                   {"canteen_total", json::Object{{"amount_fen", 1000000}, {"currency", "CNY"}}}});
  const std::string declaration(declared.at("declaration_id").as_string());
  subjects_.push_back({"a reserved share", {{"declaration", declaration}}, {kUnit, "agency A"}});
  const auto unit = people_.named(kUnit).organisation->id.str();
  const auto asked = ask(kPerson, Method::post, "/v1/measurement/attributions",
                         {{"unit_id", unit}, {"valid_from", today}, {"staff_reference", "工号 7"}});
  const std::string attribution(asked.at("attribution_id").as_string());
  subjects_.push_back({"an employee's attribution", {{"attribution", attribution}}, {kPerson, kUnit}});
}

}  // namespace shanhai::system_test
