// Events to be queried, and pages gone through.
#pragma once

#include "tests/integration/traceability/capture_world.hpp"
#include "tests/integration/traceability/query_facts.hpp"

namespace shanhai::traceability {

class QueryWorld : public CaptureWorld {
 protected:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  // Captures as many documents as are needed; an hour lies between two of them.
  void store(Facts& facts, std::size_t count);
  static std::string target(const std::string& path, const Pairs& parameters);
  http::ClientResponse ask(const std::string& path, const Pairs& parameters = {}, Headers headers = {});
  // The numbers of the events of an answer, in its order ("urn:sample:event:7" is 7).
  static std::vector<int> numbers(const http::ClientResponse& answer);
  static std::string next_of(const http::ClientResponse& answer);  // the target of the next page; empty: none
  // The events of all pages. `between` runs before each page but the first.
  std::vector<int> all_pages(
      const std::string& path, const Pairs& parameters, const std::function<void()>& between = [] {});
  // Object events on things of one's own: `more` begins with a comma.
  void capture_event(int number, const std::string& more = {}, const std::string& time = "2026-11-23T08:00:00+08:00") {
    const auto text =
        R"({"type":"ObjectEvent","eventID":"urn:sample:event:)" + std::to_string(number) + R"(","eventTime":")" + time +
        R"(","eventTimeZoneOffset":"+08:00","action":"OBSERVE","epcList":["urn:epc:id:sgtin:4012345.011111.)" +
        std::to_string(number) + "\"]" + more + "}";
    const auto answer = post("/events", text);
    if (answer.status != 201) throw std::runtime_error(problem(answer));
  }

  std::vector<std::string> members(const http::ClientResponse& answer) {
    if (answer.status != 200) throw std::runtime_error(problem(answer));
    const auto document = json::parse_value(answer.body).value();
    EXPECT_EQ(document.at("type"), "Collection");
    EXPECT_TRUE(document.as_object().contains("@context"));
    std::vector<std::string> out;
    for (const auto& member : document.at("member").as_array()) out.emplace_back(member.as_string());
    return out;
  }
  std::vector<std::string> all_members(const std::string& path, const Pairs& parameters = {}) {
    std::vector<std::string> out;
    for (auto answer = ask(path, parameters);;) {
      const auto page = members(answer);
      out.insert(out.end(), page.begin(), page.end());
      const auto next = next_of(answer);
      if (next.empty()) return out;
      answer = ask(next);
    }
  }
  static std::string header(const http::ClientResponse& answer, const std::string& name) {
    const auto found = answer.headers.find(name);
    return found == answer.headers.end() ? "" : found->second;
  }
  std::string define(const std::string& name, const std::string& definition) {
    return problem(post("/queries", R"({"name":")" + name + R"(","query":)" + definition + "}"));
  }

  Headers declared{{"GS1-Extensions", "farm=https://farm.example/ns/"}};
  std::vector<Fact> stored;
};

}  // namespace shanhai::traceability
