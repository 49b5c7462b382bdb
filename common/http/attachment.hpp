// A file as an answer, to be saved and never shown as a page of this origin: who hands files in may be a stranger.
#pragma once

#include <string>
#include <string_view>

#include "common/http/message.hpp"

namespace shanhai::http {

// `name` may hold any character (RFC 6266 with the encoding of RFC 8187). Texts are UTF-8. Not to be kept by caches.
Response attachment(std::string media_type, std::string_view name, std::string bytes);

}  // namespace shanhai::http
