// What is wrong in a sheet, in words for who sent it.
#pragma once

#include "services/catalog/bulk/sheet.hpp"

namespace shanhai::catalog {

// Of a code and its detail, as they are kept.
std::string message_of(std::string_view code, const std::string& detail, Language language);

void register_bulk_texts();  // titles of the problems that the routes answer

}  // namespace shanhai::catalog
