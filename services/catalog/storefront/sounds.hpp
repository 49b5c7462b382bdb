// How Chinese is found by those who type Latin letters: Hanyu Pinyin (GB/T 16159) without tones, whole or by its
// initials.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::catalog {

// A syllable of at most six letters, five bits each; 0: none. Syllables of letters that begin alike do not sort
// together.
using Syllable = std::uint32_t;

inline constexpr std::size_t kSyllableLetters = 6;  // at most: zhuang

// How one ideograph is read. ICU tells the usual reading; some have another that names of goods and places need.
struct Sound {
  Syllable usual = 0, other = 0;  // usual 0: silence, the gap between two runs or what has no reading
};
inline constexpr Sound kSilence{};

Sound sound_of(char32_t ideograph);  // any thread; the first time for each character takes tens of microseconds

char initial_of(Syllable syllable);  // 'z' of "zhong"; 0 for none
std::string letters_of(Syllable syllable);

// How letters may be read: their first syllable, and the one behind it.
struct Heading {
  Syllable first = 0, second = 0;  // second 0: the first is all of it
  bool whole = false;              // nothing comes behind these two
};
// All ways in which letters a-z begin that go on as whole syllables to their end: "xian" begins as xian and as xi, an.
// `unfinished`: the last syllable may be the beginning of one, "kuqi" is ku with qi, qia, qian, ... Empty: there is
// none, or there are more than 36 letters.
std::vector<Heading> headings_of(std::string_view letters, bool unfinished);

// Letters a-z as sounds are compared with them.
class Spelling {
 public:
  Spelling(std::string_view letters, bool unfinished);
  // Whether sounds that stand next to each other are read as the letters, by either of their readings; or begin so.
  bool is_in(const std::vector<Sound>& sounds) const;

 private:
  bool reads(const std::vector<Sound>& sounds, std::size_t sound, std::size_t at) const;

  const bool unfinished_;
  const std::size_t length_;
  std::vector<std::array<Syllable, kSyllableLetters + 1>>
      packed_;  // from each place on, so many letters; 0: there are less
};
bool sounds_hold_initials(const std::vector<Sound>& sounds, std::string_view initials);

}  // namespace shanhai::catalog
