// A stored file as an answer, and what a route that takes files allows.
#pragma once

#include "common/http/route.hpp"
#include "services/catalog/files/api.hpp"

namespace shanhai::catalog {

// For downloading only: never shown inside a page of this origin.
http::Response file_answer(FileContent content);

// A JSON body with files in base64 is larger than others.
http::Contract taking_files(http::Contract contract, std::size_t body_limit_bytes);

}  // namespace shanhai::catalog
