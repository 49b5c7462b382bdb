// What the cooperative's own system tells by EPCIS.
#include "tests/integration/system/scenario.hpp"

namespace shanhai::system_test {
namespace {

constexpr auto kCooperative = "cooperative A";
constexpr auto kTime = "2026-11-23T08:00:00Z";

json::Object event_with(const std::string& id) {
  return {{"type", "ObjectEvent"},           {"eventID", id},       {"eventTime", kTime},
          {"eventTimeZoneOffset", "+08:00"}, {"action", "OBSERVE"}, {"epcList", json::Array{"urn:sample:thing"}}};
}

// Values that nobody else's events have.
json::Object event_with_values() {
  auto out = event_with("urn:sample:3");
  out["bizStep"] = "urn:sample:step";
  out["disposition"] = "urn:sample:disposition";
  out["readPoint"] = json::Object{{"id", "urn:sample:read"}};
  out["bizLocation"] = json::Object{{"id", "urn:sample:location"}};
  return out;
}

json::Object extended_event() {
  return {{"type", "urn:sample:type"},
          {"eventID", "urn:sample:4"},
          {"eventTime", kTime},
          {"eventTimeZoneOffset", "+08:00"}};
}

}  // namespace

void Scenario::capture_events() {
  const std::string id = "urn:sample:2";
  ask(kCooperative, http::Method::post, "/events", event_with(id));
  const json::Object body{{"eventList", json::Array{event_with("urn:sample:1")}}};
  ask(kCooperative, http::Method::post, "/capture",
      json::Object{{"@context", json::Array{}},
                   {"type", "EPCISDocument"},
                   {"schemaVersion", "2.0"},
                   {"creationDate", kTime},
                   {"epcisBody", body}});
  const auto jobs = ask(kCooperative, http::Method::get, "/capture");
  const std::string job(jobs.at(0).at("captureID").as_string());
  subjects_.push_back({"a captured document and event", {{"capture", job}, {"event", id}}, {kCooperative}});
  ask(kCooperative, http::Method::post, "/events", event_with_values());
  ask(kCooperative, http::Method::post, "/events", extended_event());
  subjects_.push_back({"what captured events are listed by",
                       {{"epc", "urn:sample:thing"},
                        {"eventType", "urn:sample:type"},
                        {"bizStep", "urn:sample:step"},
                        {"disposition", "urn:sample:disposition"},
                        {"readPoint", "urn:sample:read"},
                        {"bizLocation", "urn:sample:location"}},
                       {kCooperative}});
  const json::Object asked{{"EQ_bizStep", json::Array{"urn:sample:step"}}};
  ask(kCooperative, http::Method::post, "/queries", json::Object{{"name", "mine"}, {"query", asked}});
  subjects_.push_back({"a named query", {{"query", "mine"}}, {kCooperative}});
  const json::Object wanted{{"dest", "https://client.invalid/hook"}, {"stream", true}};
  const auto made = ask(kCooperative, http::Method::post, "/queries/mine/subscriptions", wanted);
  const std::string subscription(made.at("subscriptionID").as_string());
  subjects_.push_back({"a subscription", {{"query", "mine"}, {"subscription", subscription}}, {kCooperative}});
  std::set<std::string> suppliers;
  for (const auto& caller : people_.all()) {
    if (caller.role == auth::Role::supplier) suppliers.insert(caller.name);
  }
  subjects_.push_back({"a page token, which is kept nowhere", {{"token", "AQ"}}, std::move(suppliers)});
}

}  // namespace shanhai::system_test
