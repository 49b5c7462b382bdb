// Unified social credit code of organisations in China (GB 32100-2015), 18 characters with two check digits: the last
// one, and the one of the organisation code in places 9-17 (GB 11714). Places 3-8 name the registrar's region: never
// read an origin from them.
#pragma once

#include <string_view>

namespace shanhai {

bool is_valid_uscc(std::string_view code);

}  // namespace shanhai
