#include "services/traceability/capture/negotiation.hpp"

#include <algorithm>
#include <array>

#include "common/http/problem.hpp"
#include "common/http/standard_contract.hpp"
#include "common/http/text.hpp"
#include "services/traceability/epcis/lexical.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::string_view kVersion = "2.0.0";  // of EPCIS and of CBV

bool takes_json(std::string_view accept) {
  constexpr std::array<std::string_view, 4> kTypes{"application/json", "application/ld+json", "application/*", "*/*"};
  if (http::trim(accept).empty()) return true;
  for (const auto member : http::split(accept, ',')) {
    const auto semicolon = member.find(';');
    const auto type = http::trim(member.substr(0, semicolon));
    const bool known = std::any_of(kTypes.begin(), kTypes.end(), [&](auto t) { return http::same_word(t, type); });
    const auto refused = http::weight_of(member, type).value_or(0) == 0 && member.find("q=0") != member.npos;
    if (known && !refused) return true;
  }
  return false;
}

// "2.0" and "2.0.0" are one version. Negative: `a` is the lower one.
int compare_versions(std::string_view a, std::string_view b) {
  const auto left = http::split(a, '.'), right = http::split(b, '.');
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const auto part = [i](const auto& all) { return i < all.size() ? all[i] : std::string_view("0"); };
    auto x = part(left), y = part(right);
    while (x.size() > 1 && x.front() == '0') x.remove_prefix(1);
    while (y.size() > 1 && y.front() == '0') y.remove_prefix(1);
    if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

struct VersionHeader {
  std::string_view name;
  bool (*fits)(int order);  // of what the client names against ours
};
constexpr std::array kVersionHeaders{
    VersionHeader{"GS1-EPCIS-Version", [](int order) { return order == 0; }},
    VersionHeader{"GS1-CBV-Version", [](int order) { return order == 0; }},
    VersionHeader{"GS1-EPCIS-Min", [](int order) { return order <= 0; }},
    VersionHeader{"GS1-EPCIS-Max", [](int order) { return order >= 0; }},
    VersionHeader{"GS1-CBV-Min", [](int order) { return order <= 0; }},
    VersionHeader{"GS1-CBV-Max", [](int order) { return order >= 0; }},
};

std::string extensions_of(const epcis::Names& names) { return "shanhai=" + names.extensions(); }

std::vector<std::pair<std::string, std::string>> versions(const ServerDescription& server) {
  std::vector<std::pair<std::string, std::string>> out{{"GS1-Extensions", extensions_of(server.names)},
                                                       {"GS1-Vendor-Version", server.vendor_version}};
  for (const auto* name :
       {"GS1-EPCIS-Version", "GS1-EPCIS-Min", "GS1-EPCIS-Max", "GS1-CBV-Version", "GS1-CBV-Min", "GS1-CBV-Max"})
    out.emplace_back(name, kVersion);
  return out;
}

http::Response not_acceptable(const http::Request& request, const std::string& path, std::string_view header,
                              std::string detail) {
  Error error;
  error.code = "not_acceptable";
  error.detail = std::move(detail);
  error.fields.push_back({"header/" + std::string(header), "not_acceptable", {}});
  return http::as_standard(http::to_problem(406, error, request.language, request.trace.trace_id), path);
}

std::vector<http::StandardContract::Problem> problems(const CapturePolicy& policy) {
  return {{400, "epcisException:ValidationException", {}},
          {401, "epcisException:SecurityException", {}},
          {403, "epcisException:SecurityException", {}},
          {404, "epcisException:NoSuchResourceException", {}},
          {406, "epcisException:NotAcceptableException", {}},
          {409, "epcisException:ResourceAlreadyExistsException", {}},
          {413,
           "epcisException:CaptureLimitExceededException",
           {{"GS1-EPCIS-Capture-Limit", std::to_string(policy.events_max)},
            {"GS1-EPCIS-Capture-File-Size-Limit", std::to_string(policy.bytes_max)}}},
          {414, "epcisException:URITooLongException", {}},
          {415, "epcisException:UnsupportedMediaTypeException", {}},
          {500, "epcisException:ImplementationException", {}}};
}

}  // namespace

std::optional<http::Response> refuse_negotiation(const http::Request& request, const std::string& path) {
  if (!takes_json(request.header("Accept")))
    return not_acceptable(request, path, "Accept", "answers are application/json");
  for (const auto& [name, fits] : kVersionHeaders) {
    const auto wanted = http::trim(request.header(name));
    if (wanted.empty() || (epcis::is_version(wanted) && fits(compare_versions(wanted, kVersion)))) continue;
    return not_acceptable(request, path, name, "the version here is " + std::string(kVersion));
  }
  return std::nullopt;
}

Result<CaptureErrorBehaviour> error_behaviour(const http::Request& request) {
  const auto text = http::trim(request.header("GS1-Capture-Error-Behaviour"));
  if (text.empty() || text == "rollback") return CaptureErrorBehaviour::rollback;
  if (text == "proceed") return CaptureErrorBehaviour::proceed;
  return Error::invalid_field("header/GS1-Capture-Error-Behaviour", "unknown_value", "rollback, proceed");
}

http::Response described(http::Response response, const epcis::Names& names) {
  response.headers.emplace_back("GS1-Extensions", extensions_of(names));
  response.headers.emplace_back("GS1-EPCIS-Version", kVersion);
  response.headers.emplace_back("GS1-CBV-Version", kVersion);
  return response;
}

std::vector<std::pair<std::string, std::string>> query_discovery(const ServerDescription& server) {
  auto out = versions(server);
  out.emplace_back("GS1-EPC-Format", "No_Preference");  // each can be asked for
  return out;
}

void register_capture_contract(const CapturePolicy& policy, const ServerDescription& server) {
  auto as_captured = versions(server);
  as_captured.emplace_back("GS1-EPC-Format", "Never_Translates");
  auto with_limits = as_captured;
  with_limits.insert(with_limits.end(), {{"GS1-EPCIS-Capture-Limit", std::to_string(policy.events_max)},
                                         {"GS1-EPCIS-Capture-File-Size-Limit", std::to_string(policy.bytes_max)},
                                         {"GS1-Capture-Error-Behaviour", "all"}});
  http::register_standard_contract({"/capture", with_limits, problems(policy)});
  http::register_standard_contract({"/capture/{capture}", as_captured, problems(policy)});
  http::register_standard_contract({"/events", query_discovery(server), problems(policy)});
}

}  // namespace shanhai::traceability
