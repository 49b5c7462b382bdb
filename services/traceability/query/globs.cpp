#include "services/traceability/query/globs.hpp"

namespace shanhai::traceability::query {

bool is_match(std::string_view glob, std::string_view text) {
  for (std::size_t i = 0; i < glob.size(); ++i) {
    if (glob[i] == '*') return true;  // only at the end
    if (i >= text.size()) return false;
    const bool fits = glob[i] == '?' ? text[i] >= '0' && text[i] <= '9' : glob[i] == text[i];
    if (!fits) return false;
  }
  return glob.size() == text.size();
}

std::string_view beginning_of(std::string_view glob) { return glob.substr(0, glob.find_first_of("?*")); }

}  // namespace shanhai::traceability::query
