#pragma once

namespace shanhai::traceability {

// Titles of traceability's error codes. Before serving.
void register_problem_texts();

}  // namespace shanhai::traceability
