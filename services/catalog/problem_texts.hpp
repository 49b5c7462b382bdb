// What the catalog's error codes say to people.
#pragma once

namespace shanhai::catalog {

void register_problem_texts();

}  // namespace shanhai::catalog
