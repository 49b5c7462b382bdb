// Globs over spellings of GS1 keys: epcis::canonical_gs1_globs().
#pragma once

#include <string>
#include <string_view>

namespace shanhai::traceability::query {

bool is_match(std::string_view glob, std::string_view text);
// What all its matches begin with.
std::string_view beginning_of(std::string_view glob);

}  // namespace shanhai::traceability::query
