// Opaque page tokens of event lists: where the page before ended, and of which question.
#pragma once

#include <optional>
#include <string>

#include "services/traceability/query/selection.hpp"

namespace shanhai::traceability::query {

// `question`: what must be the same on each page: whose events, the path, the parameters.
std::string write_token(const Position& position, std::string_view question);
// invalid: not what a page of this question gave.
Result<std::optional<Position>> read_token(const std::optional<std::string>& token, std::string_view question);

}  // namespace shanhai::traceability::query
