// Text inside of HTML, SVG and XML.
#pragma once

#include <string>
#include <string_view>

namespace shanhai {

// For text and for values of attributes in quotes of either kind. What XML 1.0 can't hold is left out.
std::string escape_markup(std::string_view text);

}  // namespace shanhai
