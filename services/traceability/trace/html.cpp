#include "services/traceability/trace/html.hpp"

#include "common/base/encoding.hpp"
#include "common/base/markup.hpp"
#include "services/traceability/trace/page_style.hpp"

namespace shanhai::traceability::html {
namespace {

// Nothing is loaded, nothing runs, nothing frames it; the one style sheet is known by its hash.
const std::string& content_security_policy() {
  static const std::string policy = "default-src 'none'; style-src 'sha256-" + to_base64(sha256(kPageStyle)) +
                                    "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  return policy;
}

}  // namespace

std::string element(std::string_view name, std::string_view text, std::string_view of_class) {
  std::string out = "<" + std::string(name);
  if (!of_class.empty()) out += " class=\"" + std::string(of_class) + "\"";
  return out + ">" + escape_markup(text) + "</" + std::string(name) + ">";
}

std::string link(std::string_view path, std::string_view text) {
  return "<a href=\"" + escape_markup(path) + "\">" + escape_markup(text) + "</a>";
}

std::string fact(std::string_view name, std::string_view value) {
  return "<div>" + element("dt", name) + element("dd", value) + "</div>";
}

std::string section(std::string_view title, const std::string& content, std::string_view id) {
  const auto named = id.empty() ? std::string() : " id=\"" + std::string(id) + "\"";
  return "<section" + named + ">" + element("h2", title) + content + "</section>\n";
}

std::string notice(std::string_view text) {
  return "<section class=\"notice\" role=\"alert\">" + element("p", text) + "</section>\n";
}

http::Response page(int status, const PageTexts& texts, std::string_view title, const Heading& heading,
                    const std::string& content, const std::string& footer) {
  std::string out = "<!DOCTYPE html>\n<html lang=\"" + std::string(texts.language) +
                    "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                    "content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex\">" +
                    element("title", title) + "<style>" + std::string(kPageStyle) + "</style></head>\n<body>\n";
  out += "<header><div><div class=\"top\">" + element("span", texts.site) + "<a href=\"" +
         escape_markup(heading.other_language) + "\" hreflang=\"" + texts.other_language + "\">" +
         escape_markup(texts.other_language_name) + "</a></div>" + element("h1", heading.title);
  if (!heading.line.empty()) out += element("p", heading.line);
  out += "</div></header>\n<main>\n" + content + "</main>\n<footer>" + footer + "</footer>\n</body></html>\n";
  return http::Response::of(status, "text/html; charset=utf-8", std::move(out))
      .with("Content-Security-Policy", content_security_policy())
      .with("Referrer-Policy", "no-referrer");
}

}  // namespace shanhai::traceability::html
