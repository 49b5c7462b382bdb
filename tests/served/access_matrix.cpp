#include "tests/served/access_matrix.hpp"

namespace shanhai::fixture {
namespace {

using auth::Role;
using http::Access;

constexpr Role kRoles[] = {Role::consumer,        Role::buyer_unit, Role::supplier,
                           Role::county_reviewer, Role::agency,     Role::platform_operator};

std::string name_of(http::Method method) {
  switch (method) {
    case http::Method::get:
      return "GET";
    case http::Method::post:
      return "POST";
    case http::Method::put:
      return "PUT";
    case http::Method::patch:
      return "PATCH";
    case http::Method::del:
      return "DELETE";
  }
  return "?";
}

// Prefixes of the ids that stand in paths; other places get a word that fits nothing.
std::string value_for(std::string_view name) {
  static const std::map<std::string_view, std::string_view> prefixes{
      {"account", "acc"}, {"address", "adr"}, {"certification", "cer"}, {"group", "grp"},   {"household", "hh"},
      {"lot", "lot"},     {"order", "ord"},   {"organisation", "org"},  {"parcel", "pcl"},  {"payment", "pay"},
      {"product", "prd"}, {"return", "ret"},  {"sku", "sku"},           {"supplier", "org"}};
  const auto found = prefixes.find(name);
  if (found == prefixes.end()) return "nothing";
  return std::string(found->second) + "_01jd0000000000000000000000";
}

}  // namespace

AccessMatrix::AccessMatrix(Process& process) : process_(process) {
  process_.resources().tokens.set_keys({{key_.id, key_.public_key}});
}

std::string AccessMatrix::sign(const auth::SigningKey& key, Role role, Instant now, const std::string& issuer) {
  auth::Principal principal;
  principal.account = AccountId::make(clock_, random_);
  principal.role = role;
  if (role != Role::consumer) {
    principal.organisation = OrganisationId::make(clock_, random_);
    principal.region = role == Role::county_reviewer ? "513431" : "440600";
  }
  return auth::sign_token(key, issuer, principal, random_.token(8), now, std::chrono::minutes(10));
}

std::string AccessMatrix::token(Role role) { return sign(key_, role, clock_.now()); }

std::string AccessMatrix::target_of(const http::BoundRoute& row) {
  std::string out;
  std::string_view rest = row.path;
  while (!rest.empty()) {
    const auto open = rest.find('{');
    out += rest.substr(0, open);
    if (open == rest.npos) break;
    const auto close = rest.find('}', open);
    out += value_for(rest.substr(open + 1, close - open - 1));
    rest.remove_prefix(close + 1);
  }
  return out;
}

Answer AccessMatrix::call(const http::BoundRoute& row, const std::string& token) {
  ++exchanges_;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  if (row.method != http::Method::get && row.method != http::Method::del) {
    const auto& types = row.contract.body_media_type;
    const auto type = types.substr(0, types.find(','));
    headers.emplace_back("Content-Type", type == "*/*" ? "application/octet-stream" : type);
    body = "{}";
  }
  if (row.contract.needs_idempotency_key) headers.emplace_back("Idempotency-Key", random_.token(12));
  if (row.contract.needs_if_match) headers.emplace_back("If-Match", "\"1\"");
  return process_.send(row.method, target_of(row), std::move(body), token, std::move(headers));
}

void AccessMatrix::expect(bool good, const http::BoundRoute& row, const std::string& caller, const Answer& answer) {
  if (good && answer.status < 500) return;
  wrong_.push_back(name_of(row.method) + " " + row.path + " for " + caller + ": " + std::to_string(answer.status) +
                   " " + answer.code());
}

std::vector<std::string> AccessMatrix::check_row(const http::BoundRoute& row) {
  wrong_.clear();
  if (row.access.kind() == Access::Kind::internal) {
    check_internal(row);
  } else {
    check_public(row);
  }
  return std::move(wrong_);
}

void AccessMatrix::check_internal(const http::BoundRoute& row) {
  const auto hidden = [](const Answer& answer) { return answer.status == 404 && answer.code() == "route_not_found"; };
  const auto operator_token = token(Role::platform_operator);
  for (const auto& [caller, sent] : std::vector<std::pair<std::string, std::string>>{
           {"nobody", ""}, {"an operator", operator_token}, {"a service", kInternalToken}}) {
    const auto answer = call(row, sent);
    expect(hidden(answer), row, caller + " from outside", answer);
  }
  const auto target = target_of(row);
  for (const auto& [caller, sent] : std::vector<std::pair<std::string, std::string>>{
           {"nobody", ""}, {"an operator", operator_token}, {"a wrong token", std::string(32, 'x')}}) {
    ++exchanges_;
    const auto answer = process_.send_internal(row.method, target, "{}", sent);
    expect(hidden(answer), row, caller + " inside", answer);
  }
  ++exchanges_;
  const auto answer = process_.send_internal(row.method, target, "{}", kInternalToken);
  expect(!hidden(answer) && answer.status != 401 && answer.status != 403, row, "a service inside", answer);
}

void AccessMatrix::check_public(const http::BoundRoute& row) {
  const bool open = row.access.kind() == Access::Kind::anyone || row.access.kind() == Access::Kind::optional;
  const auto nobody = call(row, "");
  expect(open ? nobody.status != 403 && nobody.code() != "unauthenticated" : nobody.status == 401, row, "nobody",
         nobody);
  if (row.access.kind() == Access::Kind::anyone) return;  // whatever token comes is not looked at
  const auto now = clock_.now();
  const auto stranger = auth::SigningKey::make(random_);
  // The role that may do most: what refuses it is the token, not the role.
  const auto role = row.access.roles().empty() ? Role::platform_operator : row.access.roles().front();
  auto changed = sign(key_, role, now);
  changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
  for (const auto& [caller, sent] : std::vector<std::pair<std::string, std::string>>{
           {"garbage", "garbage"},
           {"an ended token", sign(key_, role, now - std::chrono::minutes(11))},
           {"a stranger's key", sign(stranger, role, now)},
           {"another issuer", sign(key_, role, now, "https://other.example")},
           {"a changed token", changed},
           {"a service's token", kInternalToken}}) {
    const auto answer = call(row, sent);
    expect(answer.status == 401, row, caller, answer);
  }
  for (const auto each : kRoles) check_caller(row, each);
}

void AccessMatrix::check_caller(const http::BoundRoute& row, Role role) {
  const auto answer = call(row, token(role));
  const std::string caller = boost::describe::enum_to_string(role, "");
  if (!row.access.allows(role)) {
    expect(answer.status == 403 && answer.code() == "forbidden", row, caller, answer);
    return;
  }
  expect(answer.status != 401 && answer.code() != "forbidden", row, caller, answer);
  // What the path names belongs to somebody else, or to nobody: there is nothing to see, and nothing was done.
  const bool names_something = row.path.find('{') != std::string::npos;
  if (names_something) expect(answer.status >= 400, row, caller + " on what is not theirs", answer);
  if (names_something && row.method == http::Method::get) {
    expect(answer.status == 404 || answer.status == 403, row, caller + " reading what is not theirs", answer);
  }
}

}  // namespace shanhai::fixture
