#include "common/http/standard_contract.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>

namespace shanhai::http {
namespace {

// Services register at start-up, from one thread or several.
struct Registry {
  std::shared_mutex mutex;
  std::map<std::string, StandardContract> contracts;
};

Registry& registry() {
  static Registry all;
  return all;
}

}  // namespace

void register_standard_contract(StandardContract contract) {
  auto& all = registry();
  const std::unique_lock lock(all.mutex);
  auto path = contract.path;
  all.contracts.insert_or_assign(std::move(path), std::move(contract));
}

void add_discovery(const std::string& path, const std::vector<std::pair<std::string, std::string>>& headers) {
  auto& all = registry();
  const std::unique_lock lock(all.mutex);
  const auto contract = all.contracts.find(path);
  if (contract == all.contracts.end()) throw std::logic_error("no standard governs " + path);
  auto& discovery = contract->second.discovery;
  discovery.insert(discovery.end(), headers.begin(), headers.end());
}

std::vector<std::pair<std::string, std::string>> discovery_of(const std::string& path) {
  auto& all = registry();
  const std::shared_lock lock(all.mutex);
  const auto found = all.contracts.find(path);
  if (found == all.contracts.end()) return {};
  return found->second.discovery;
}

Response as_standard(Response response, const std::string& path) {
  if (response.content_type != "application/problem+json") return response;
  auto& all = registry();
  const std::shared_lock lock(all.mutex);
  const auto contract = all.contracts.find(path);
  if (contract == all.contracts.end()) return response;
  const auto& problems = contract->second.problems;
  const auto problem =
      std::find_if(problems.begin(), problems.end(), [&](const auto& p) { return p.status == response.status; });
  if (problem == problems.end()) return response;
  auto document = json::parse_value(response.body).value();
  document.as_object()["type"] = problem->type;
  response.body = json::to_text(document);
  response.headers.insert(response.headers.end(), problem->headers.begin(), problem->headers.end());
  return response;
}

}  // namespace shanhai::http
