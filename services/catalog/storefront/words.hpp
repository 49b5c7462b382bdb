// Text as the search sees it: case, width and punctuation do not count, and it falls into runs. A run of ideographs
// (Chinese, also kana and Yi) is found by any part of it; a word of another script only as a whole. Latin letters also
// find ideographs that are read so.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/catalog/storefront/sounds.hpp"

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

// What the index files a text under; the kind stands in the three highest bits.
using TokenKey = std::uint64_t;

// A text that is searched.
struct Words {
  std::string text;              // normalise()
  std::vector<Sound> sounds;     // of its ideographs in order, a silence between two runs
  std::vector<TokenKey> tokens;  // sorted, each once
};
Words words_of(std::string_view text);

// Parts of the text itself of more than one character, or words: neither sounds nor where it begins.
bool is_of_text(TokenKey token);

// What one run of a query finds: texts that have it, and where it is Latin letters, texts that sound like it.
struct Term {
  Run run;
  bool initials = false;          // two letters or more may be initials of syllables
  std::vector<Heading> headings;  // how the letters may be read as syllables
  bool unfinished = false;        // the last syllable may be the beginning of one
};
inline constexpr std::size_t kTermsMax = 8;          // of a query: whoever asks more makes one request cost many
std::vector<Term> terms_of(std::string_view query);  // each once
// The same, of a query whose last word of letters is still being typed.
std::vector<Term> terms_beginning_with(std::string_view query);

bool stands_in(const Term& term, const Words& words);
bool begins(const Term& term, const Words& words);
bool sounds_like(const Term& term, const Words& words);

// Whatever has the run is filed under all of these; `exact`: and nothing else is.
struct Lookup {
  std::vector<TokenKey> tokens;
  bool exact = false;
};
Lookup lookup_of(const Run& run);
Lookup lookup_of_beginning(const Run& run);
// One for each way in which it may sound.
struct SoundLookup {
  Lookup lookup;
  bool initials = false;
};
std::vector<SoundLookup> sound_lookups_of(const Term& term);

}  // namespace shanhai::catalog
