// What a problem's title says to people, by code and language.
#pragma once

#include <string>
#include <string_view>

#include "common/http/message.hpp"

namespace shanhai::http {

// The code's own text, else that of its status.
std::string problem_title(std::string_view code, int status, Language language);

}  // namespace shanhai::http
