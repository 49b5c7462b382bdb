// From a caller and a query to a question.
#pragma once

#include "common/auth/principal.hpp"
#include "services/measurement/purchases/sums.hpp"
#include "services/measurement/purchases/views.hpp"

namespace shanhai::measurement {

// forbidden: neither the operator nor an agency.
Result<Visibility> scope_of(const auth::Principal& caller);

// invalid: query/<parameter>, a code that GB/T 2260 does not know.
Result<DivisionSet> to_divisions(const std::optional<Text<6, 6>>& code, std::string_view parameter);

// Without its dimensions and without the units of a tree, which only the database knows. invalid: names the parameter.
// A division outside the caller's scope selects nothing.
Result<Question> to_question(const PurchaseFilter& query, const Visibility& scope);

}  // namespace shanhai::measurement
