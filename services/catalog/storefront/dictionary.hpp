// Words of Latin letters that stand in names: what a word with a slip of the hand may have meant, and what a beginning
// may become.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::catalog {

struct Words;

class Dictionary {
 public:
  // Words of the texts are added; a word that no text has any more stays until the catalog is loaded anew. `before`
  // itself where there is nothing to add.
  static std::shared_ptr<const Dictionary> with(std::shared_ptr<const Dictionary> before,
                                                const std::vector<const Words*>& texts);

  // Words that are nearest to `word`, by single letters that were left out, added, changed or swapped with the next
  // (Damerau-Levenshtein distance, each letter edited once): at most one such slip in four to seven letters, two in
  // more; words of less are taken as they are. Empty: none is near.
  // Only words that `is_there` tells to be in some text still.
  std::vector<std::string_view> nearest(std::string_view word,
                                        const std::function<bool(std::string_view)>& is_there) const;
  // Words that begin so, in order of the alphabet.
  std::span<const std::string> beginning_with(std::string_view letters) const;

 private:
  std::vector<std::string> words_;  // in order
};

// The distance, or `most` + 1 where it is greater than `most`.
std::size_t slips_between(std::string_view a, std::string_view b, std::size_t most);

}  // namespace shanhai::catalog
