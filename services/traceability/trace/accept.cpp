#include "services/traceability/trace/accept.hpp"

#include <charconv>
#include <string>

#include "common/http/text.hpp"

namespace shanhai::traceability {

std::optional<double> weight_of(std::string_view accept, std::string_view type) {
  const auto family = std::string(type.substr(0, type.find('/'))) + "/*";
  int specificity = -1;
  double weight = 0;
  for (const auto range : http::split(accept, ',')) {
    const auto name_end = range.find(';');
    const auto name = http::trim(range.substr(0, name_end));
    const int found = http::same_word(name, type) ? 2 : http::same_word(name, family) ? 1 : name == "*/*" ? 0 : -1;
    if (found <= specificity) continue;
    specificity = found;
    weight = 1;
    if (const auto q = range.find("q=", name_end == range.npos ? range.size() : name_end); q != range.npos)
      std::from_chars(range.data() + q + 2, range.data() + range.size(), weight);
  }
  return specificity < 0 ? std::nullopt : std::optional(weight);
}

bool prefers_html(std::string_view accept) {
  const auto html = weight_of(accept, "text/html");
  return html && *html > 0 && *html > weight_of(accept, "application/json").value_or(0);
}

std::string_view preferred(std::string_view accept, std::initializer_list<std::string_view> types) {
  std::string_view best = *types.begin();
  double most = 0;
  for (const auto type : types) {
    const auto weight = http::trim(accept).empty() ? 1 : weight_of(accept, type).value_or(0);
    if (weight <= most) continue;
    most = weight;
    best = type;
  }
  return best;
}

}  // namespace shanhai::traceability
