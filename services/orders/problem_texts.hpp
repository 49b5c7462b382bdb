// Titles of this service's error codes.
#pragma once

namespace shanhai::orders {

void register_problem_texts();  // before serving

}  // namespace shanhai::orders
