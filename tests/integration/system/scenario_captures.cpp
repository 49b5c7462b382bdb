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
}

}  // namespace shanhai::system_test
