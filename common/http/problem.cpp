#include "common/http/problem.hpp"

#include <array>
#include <charconv>

#include "common/http/problem_texts.hpp"

namespace shanhai::http {
namespace {

struct KindStatus {
  ErrorKind kind;
  int status;
};
constexpr std::array kStatuses = {
    KindStatus{ErrorKind::invalid, 400},
    KindStatus{ErrorKind::unauthenticated, 401},
    KindStatus{ErrorKind::forbidden, 403},
    KindStatus{ErrorKind::not_found, 404},
    KindStatus{ErrorKind::conflict, 409},
    KindStatus{ErrorKind::gone, 410},
    KindStatus{ErrorKind::precondition_failed, 412},
    KindStatus{ErrorKind::too_large, 413},
    KindStatus{ErrorKind::unsupported_media, 415},
    KindStatus{ErrorKind::unprocessable, 422},
    KindStatus{ErrorKind::precondition_required, 428},
    KindStatus{ErrorKind::too_many_requests, 429},
    KindStatus{ErrorKind::internal, 500},
    KindStatus{ErrorKind::unavailable, 503},
};

// Members of the document that are not extensions.
constexpr std::array<std::string_view, 7> kOwnMembers = {"type",   "title",    "status", "code",
                                                         "detail", "trace_id", "errors"};

json::Array field_errors(const Error& error) {
  json::Array out;
  for (const auto& field : error.fields) {
    json::Object entry{{"pointer", field.pointer}, {"code", field.code}};
    if (!field.detail.empty()) entry["detail"] = field.detail;
    out.push_back(std::move(entry));
  }
  return out;
}

std::string text_member(const json::Object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string(text->data(), text->size()) : std::string();
}

ErrorKind kind_of(int status) {
  for (const auto& row : kStatuses) {
    if (row.status == status) return row.kind;
  }
  return status >= 500 ? ErrorKind::unavailable : ErrorKind::internal;
}

}  // namespace

int status_of(ErrorKind kind) {
  for (const auto& row : kStatuses) {
    if (row.kind == kind) return row.status;
  }
  return 500;
}

Response to_problem(const Error& error, Language language, std::string_view trace_id) {
  return to_problem(status_of(error.kind), error, language, trace_id);
}

Response to_problem(int status, const Error& error, Language language, std::string_view trace_id) {
  json::Object document{{"type", "about:blank"},
                        {"title", problem_title(error.code, status, language)},
                        {"status", status},
                        {"code", error.code}};
  const bool reveals = status < 500;
  if (reveals && !error.detail.empty()) document["detail"] = error.detail;
  document["trace_id"] = trace_id;
  if (reveals && !error.fields.empty()) document["errors"] = field_errors(error);
  if (reveals) {
    for (const auto& member : error.extensions) document.emplace(member.key(), member.value());
  }
  Response out;
  out.status = status;
  out.content_type = "application/problem+json";
  out.body = json::to_text(std::move(document));
  out.headers.emplace_back("Content-Language", language == Language::zh ? "zh-CN" : "en");
  if (error.retry_after) out.headers.emplace_back("Retry-After", std::to_string(error.retry_after->count()));
  return out;
}

Error from_problem(int status, std::string_view body) {
  Error out;
  out.kind = kind_of(status);
  out.code = "http_" + std::to_string(status);
  const auto document = json::parse_value(body);
  const auto* object = document.has_value() ? document->if_object() : nullptr;
  if (!object) return out;
  if (auto code = text_member(*object, "code"); !code.empty()) out.code = std::move(code);
  out.detail = text_member(*object, "detail");
  const auto* errors = object->if_contains("errors");
  if (const auto* list = errors ? errors->if_array() : nullptr) {
    for (const auto& entry : *list) {
      const auto* field = entry.if_object();
      if (!field) continue;
      out.fields.push_back(
          {text_member(*field, "pointer"), text_member(*field, "code"), text_member(*field, "detail")});
    }
  }
  for (const auto& member : *object) {
    const std::string_view name = member.key();
    if (std::find(kOwnMembers.begin(), kOwnMembers.end(), name) == kOwnMembers.end())
      out.extensions[name] = member.value();
  }
  return out;
}

}  // namespace shanhai::http
