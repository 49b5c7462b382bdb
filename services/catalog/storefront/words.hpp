// Text as the search sees it: case, width and punctuation do not count, and it falls into runs. A run of ideographs
// (Chinese, also kana and Yi) is found by any part of it; a word of another script only as a whole.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::catalog {

// Runs separated by single spaces, one before the first and one behind the last; empty where nothing can be searched
// for. Unicode NFKC_Casefold.
std::string normalise(std::string_view text);

struct Run {
  std::string text;  // normalised UTF-8
  bool ideographs = false;
  bool is_in(std::string_view normalised) const;
};
std::vector<Run> runs_of(std::string_view normalised);

// What the index files a run under: single ideographs and pairs of them, or the word. Sorted, each once.
using TokenKey = std::uint64_t;
std::vector<TokenKey> tokens_of(std::string_view normalised);
// What all documents with the run are filed under; they may be more than those that have it.
std::vector<TokenKey> tokens_to_find(const Run& run);

}  // namespace shanhai::catalog
