// The version of this program, from CMakeLists.txt.
#pragma once

#include <string_view>

namespace shanhai::runtime {

std::string_view version();  // "0.1.0"

}  // namespace shanhai::runtime
