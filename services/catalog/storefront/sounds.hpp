// How Chinese is found by those who type Latin letters: Hanyu Pinyin (GB/T 16159) without tones, whole or by its
// initials.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::catalog {

// A syllable of at most six letters, five bits each; 0: none. Syllables of letters that begin alike do not sort
// together.
using Syllable = std::uint32_t;

// How one ideograph is read. ICU tells the usual reading; some have another that names of goods and places need.
struct Sound {
  Syllable usual = 0, other = 0;  // usual 0: silence, the gap between two runs or what has no reading
};
inline constexpr Sound kSilence{};

Sound sound_of(char32_t ideograph);  // any thread; the first time for each character takes tens of microseconds

char initial_of(Syllable syllable);  // 'z' of "zhong"; 0 for none
std::string letters_of(Syllable syllable);

// All ways in which letters a-z are whole syllables: "xian" is xian and xi'an. At most 16; none where it cannot be.
std::vector<std::vector<Syllable>> spellings_of(std::string_view letters);

// The same for letters whose end is still being typed: "kuqi" is ku with qi, qia, qian, ... At most 64.
std::vector<std::vector<Syllable>> spellings_beginning_with(std::string_view letters);

// Where in `sounds` the syllables, or the initials, stand next to each other.
bool sounds_hold(const std::vector<Sound>& sounds, const std::vector<Syllable>& syllables);
bool sounds_hold_initials(const std::vector<Sound>& sounds, std::string_view initials);

}  // namespace shanhai::catalog
