#include "services/traceability/query/request.hpp"

#include <algorithm>
#include <array>

#include "common/http/problem.hpp"
#include "common/http/standard_contract.hpp"
#include "common/http/target.hpp"
#include "common/http/text.hpp"

namespace shanhai::traceability::query {
namespace {

constexpr std::int64_t kPerPageMax = 200;  // the standard leaves an upper limit to the server
constexpr std::size_t kTokenMax = 512;

bool is_paging(std::string_view name) { return name == "perPage" || name == "nextPageToken"; }

Result<std::int64_t> read_size(const std::string& text) {
  const bool digits = !text.empty() && text.size() <= 9 && text.find_first_not_of("0123456789") == text.npos;
  const auto size = digits ? std::stoll(text) : 0;
  if (size < 1) return Error::invalid_field("query/perPage", "out_of_range", "a whole number from 1");
  return std::min<std::int64_t>(size, kPerPageMax);
}

struct Type {
  ErrorKind kind;
  std::string_view code;  // empty: any
  std::string_view type;
};
constexpr std::array kTypes{
    Type{ErrorKind::invalid, kParameterError, "epcisException:QueryParameterException"},
    Type{ErrorKind::invalid, "", "epcisException:QueryValidationException"},
    Type{ErrorKind::too_large, "query_too_complex", "epcisException:QueryTooComplexException"},
    Type{ErrorKind::too_large, "query_too_large", "epcisException:QueryTooLargeException"},
};

}  // namespace

Result<ListRequest> read_list(const http::Request& request) {
  ListRequest out;
  SH_TRY(out.extensions, read_extensions(request.header("GS1-Extensions")));
  out.page.format = epc_format(request.header("GS1-EPC-Format")).value_or(EpcFormat::digital_link);
  bool sized = false;
  for (const auto& [name, value] : request.query) {
    if (!is_paging(name)) {
      out.parameters.emplace_back(name, value);
      continue;
    }
    if (name == "perPage" ? sized : out.page.token.has_value())
      return Error::invalid_field("query/" + name, "repeated_parameter");
    if (name == "perPage") {
      SH_TRY(out.page.size, read_size(value));
      sized = true;
    } else {
      if (value.empty() || value.size() > kTokenMax)
        return Error::invalid_field("query/nextPageToken", "invalid_cursor", "as a list gave it");
      out.page.token = value;
    }
  }
  return out;
}

std::optional<http::Response> refuse_format(const http::Request& request, const std::string& path, bool lists_keys) {
  constexpr std::array<std::string_view, 4> kVocabularyFormats{"No_Preference", "Always_Web_URI", "Always_URN",
                                                               "Never_Translates"};
  const auto refuse = [&](std::string_view header, std::string detail) {
    Error error;
    error.code = "not_acceptable";
    error.detail = std::move(detail);
    error.fields.push_back({"header/" + std::string(header), "not_acceptable", {}});
    return http::as_standard(http::to_problem(406, error, request.language, request.trace.trace_id), path);
  };
  const auto wanted = http::trim(request.header("GS1-EPC-Format"));
  if (!epc_format(wanted)) return refuse("GS1-EPC-Format", "a format that EPCIS 2.0 names");
  if (lists_keys && wanted == "Never_Translates")
    return refuse("GS1-EPC-Format", "lists hold one spelling of each key, not those of its events");
  // For XML only, which is not given here; in JSON there is nothing to choose.
  const auto words = http::trim(request.header("GS1-CBV-XML-Format"));
  if (!words.empty() &&
      std::find(kVocabularyFormats.begin(), kVocabularyFormats.end(), words) == kVocabularyFormats.end())
    return refuse("GS1-CBV-XML-Format", "a format that EPCIS 2.0 names");
  return std::nullopt;
}

std::string next_target(const http::Request& request, std::string_view path, const std::string& token) {
  std::string out;
  while (!path.empty()) {
    const auto open = std::min(path.find('{'), path.size());
    out += path.substr(0, open);
    path.remove_prefix(open);
    if (path.empty()) break;
    const auto close = path.find('}');
    out += http::encode_query(request.path_value(path.substr(1, close - 1)));  // a slash within stays within
    path.remove_prefix(close + 1);
  }
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    if (name == "nextPageToken") continue;
    out += std::exchange(separator, '&') + http::encode_query(name) + "=" + http::encode_query(value);
  }
  return out + separator + "nextPageToken=" + http::encode_query(token);
}

std::string question_of(const http::Request& request, const ListRequest& list) {
  Extensions sorted = list.parameters;
  std::sort(sorted.begin(), sorted.end());
  std::string out = request.path;
  const Extensions* const both[] = {&sorted, &list.extensions};
  for (const auto* pairs : both) {
    for (const auto& [name, value] : *pairs)
      out += "\n" + std::to_string(name.size()) + " " + name + " " + std::to_string(value.size()) + " " + value;
    out += "\n";
  }
  return out;
}

http::Response as_query_problem(const http::Request& request, const Error& error, const std::string& path) {
  auto out = http::as_standard(http::to_problem(error, request.language, request.trace.trace_id), path);
  const auto type = std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& row) {
    return row.kind == error.kind && (row.code.empty() || row.code == error.code);
  });
  if (type == kTypes.end()) return out;
  auto document = json::parse_value(out.body).value();
  document.as_object()["type"] = type->type;
  out.body = json::to_text(document);
  return out;
}

}  // namespace shanhai::traceability::query
