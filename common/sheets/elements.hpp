// Elements of a part of an XLSX one after the other, in memory that does not grow with the part. Of this folder.
#pragma once

#include <functional>
#include <pugixml.hpp>
#include <string_view>

#include "common/sheets/archive.hpp"

namespace shanhai::sheets {

// A name without its prefix: some programs write <x:row>.
std::string_view local_name(const pugi::xml_node& node);

// Every <element> right below the first <container> of the part `name`, as a document of its own. False of `sink`:
// enough. invalid "": invalid_xlsx, file_expands_too_far.
using ElementSink = std::function<Result<bool>(const pugi::xml_node&)>;
Result<void> read_elements(Archive& archive, const std::string& name, std::string_view container,
                           std::string_view element, const ElementSink& sink);

}  // namespace shanhai::sheets
