// Mobile numbers of mainland China, as people sign in with them.
#pragma once

#include <string>
#include <string_view>

namespace shanhai::identity {

// 11 digits, 13 to 19 in front.
bool is_mobile_number(std::string_view text);
// "138****8000": enough for a person to recognise their own.
std::string masked_number(std::string_view number);

}  // namespace shanhai::identity
