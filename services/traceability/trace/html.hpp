// What public pages are made of: HTML documents without script and without anything to load.
#pragma once

#include <string>
#include <string_view>

#include "common/http/message.hpp"
#include "services/traceability/trace/page_texts.hpp"

namespace shanhai::traceability::html {

std::string element(std::string_view name, std::string_view text, std::string_view of_class = {});
std::string link(std::string_view path, std::string_view text);
std::string fact(std::string_view name, std::string_view value);  // of a <dl>
std::string section(std::string_view title, const std::string& content, std::string_view id = {});
std::string notice(std::string_view text);  // what comes before everything else

struct Heading {
  std::string title, line;     // the line below it may be empty
  std::string other_language;  // where the same page is in the other language, as an href
};
// All but the footer's content is finished HTML.
http::Response page(int status, const PageTexts& texts, std::string_view title, const Heading& heading,
                    const std::string& content, const std::string& footer);

}  // namespace shanhai::traceability::html
