// Errors as problem+json (RFC 9457): the one place where an ErrorKind becomes an HTTP status and a code becomes a text.
#pragma once

#include <span>

#include "common/http/message.hpp"

namespace shanhai::http {

int status_of(ErrorKind kind);

// {"type":"about:blank","title":...,"status":409,"code":"insufficient_stock","detail":...,"trace_id":...,
//  "errors":[{"pointer":"/lines/0/quantity","code":"out_of_range","detail":...}], ...extensions}
// 5xx carry no detail and no extensions.
Response to_problem(const Error& error, Language language, std::string_view trace_id);

// For refusals of the protocol that no ErrorKind stands for (405, 408, 414, 417, 431, 501, 505).
Response to_problem(int status, const Error& error, Language language, std::string_view trace_id);

// The title of a code, per language. Registered by each service at start-up (before serving); unknown codes fall back
// to the title of their status.
struct ProblemText {
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};
void register_problem_texts(std::span<const ProblemText> texts);

// A problem+json document back into the Error it was written from, as far as it tells; for calls between services.
Error from_problem(int status, std::string_view body);

}  // namespace shanhai::http
