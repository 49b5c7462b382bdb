#include "tests/integration/traceability/query_world.hpp"

#include "common/http/target.hpp"

namespace shanhai::traceability {

void QueryWorld::store(Facts& facts, std::size_t count) {
  constexpr std::size_t kOfOneDocument = 40;
  facts.recorded_from = clock.now();
  for (std::size_t made = 0; made < count;) {
    std::vector<std::string> events;
    for (; made < count && events.size() < kOfOneDocument; ++made) {
      auto fact = facts.make(static_cast<int>(made));
      fact.recorded = clock.now();
      events.push_back(json::to_text(facts.tell(fact)));
      stored.push_back(std::move(fact));
    }
    const auto job = job_of(document(events));
    if (!job.at("success").as_bool()) throw std::runtime_error(json::to_text(job));
    clock.advance(std::chrono::hours(1));
  }
}

std::string QueryWorld::target(const std::string& path, const Pairs& parameters) {
  std::string out = path;
  char separator = '?';
  for (const auto& [name, value] : parameters)
    out += std::exchange(separator, '&') + http::encode_query(name) + "=" + http::encode_query(value);
  return out;
}

http::ClientResponse QueryWorld::ask(const std::string& path, const Pairs& parameters, Headers headers) {
  headers.insert(headers.end(), declared.begin(), declared.end());
  return send(http::Method::get, target(path, parameters), token, {}, std::move(headers));
}

std::vector<int> QueryWorld::numbers(const http::ClientResponse& answer) {
  if (answer.status != 200) throw std::runtime_error(problem(answer));
  std::vector<int> out;
  const auto document = json::parse_value(answer.body).value();
  for (const auto& event : document.at_pointer("/epcisBody/queryResults/resultsBody/eventList").as_array()) {
    const std::string id(event.at("eventID").as_string());
    out.push_back(std::stoi(id.substr(id.rfind(':') + 1)));
  }
  return out;
}

std::string QueryWorld::next_of(const http::ClientResponse& answer) {
  const auto found = answer.headers.find("Link");
  if (found == answer.headers.end()) return {};
  const auto& link = found->second;
  return link.substr(1, link.find('>') - 1);
}

std::vector<int> QueryWorld::all_pages(const std::string& path, const Pairs& parameters,
                                       const std::function<void()>& between) {
  std::vector<int> out;
  auto answer = ask(path, parameters);
  for (;;) {
    const auto page = numbers(answer);
    out.insert(out.end(), page.begin(), page.end());
    const auto next = next_of(answer);
    if (next.empty()) return out;
    between();
    answer = ask(next);
  }
}

}  // namespace shanhai::traceability
