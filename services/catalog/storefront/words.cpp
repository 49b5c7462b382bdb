#include "services/catalog/storefront/words.hpp"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <stdexcept>

namespace shanhai::catalog {
namespace {

enum class Filed : TokenKey { character, pair, word, first_character, first_pair, first_word, initials, syllables };
constexpr unsigned kFiledShift = 61;
constexpr TokenKey kKeyMask = (TokenKey(1) << kFiledShift) - 1;

constexpr std::size_t kInitialsMax = 12;  // of one run

constexpr TokenKey key_of(Filed filed, TokenKey key) {
  return static_cast<TokenKey>(filed) << kFiledShift | (key & kKeyMask);
}

std::u16string fold(std::string_view text) {
  UErrorCode failure = U_ZERO_ERROR;
  const auto* normaliser = unorm2_getNFKCCasefoldInstance(&failure);
  std::u16string wide(text.size() + 1, u'\0');
  std::int32_t length = 0;
  u_strFromUTF8WithSub(wide.data(), static_cast<std::int32_t>(wide.size()), &length, text.data(),
                       static_cast<std::int32_t>(text.size()), 0xFFFD, nullptr, &failure);
  if (U_FAILURE(failure)) throw std::runtime_error("ICU cannot read a text");
  wide.resize(static_cast<std::size_t>(length));
  std::u16string out(wide.size() * 4 + 16, u'\0');
  auto folded =
      unorm2_normalize(normaliser, wide.data(), length, out.data(), static_cast<std::int32_t>(out.size()), &failure);
  if (failure == U_BUFFER_OVERFLOW_ERROR) {  // a few signs become many characters
    failure = U_ZERO_ERROR;
    out.resize(static_cast<std::size_t>(folded));
    folded = unorm2_normalize(normaliser, wide.data(), length, out.data(), folded, &failure);
  }
  if (U_FAILURE(failure)) throw std::runtime_error("ICU cannot normalise a text");
  out.resize(static_cast<std::size_t>(folded));
  return out;
}

enum class Kind { separator, ideograph, word };

Kind kind_of(UChar32 c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? Kind::word : Kind::separator;
  if (u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) || (c >= 0x3041 && c <= 0x30FF) || (c >= 0xA000 && c <= 0xA4CF))
    return Kind::ideograph;
  const auto mask = U_GET_GC_MASK(c);
  return (mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0 ? Kind::word : Kind::separator;
}

void append_utf8(std::string& out, UChar32 c) {
  std::uint8_t bytes[U8_MAX_LENGTH];
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

std::vector<UChar32> code_points_of(std::string_view text) {
  std::vector<UChar32> out;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
    UChar32 c;
    U8_NEXT_UNSAFE(bytes, at, c);  // normalise() wrote it
    out.push_back(c);
  }
  return out;
}

TokenKey hash_of_word(std::string_view word) {
  TokenKey hash = 0xCBF29CE484222325;  // FNV-1a
  for (const unsigned char c : word) hash = (hash ^ c) * 0x100000001B3;
  return hash;
}

TokenKey pair_of(UChar32 a, UChar32 b) { return static_cast<TokenKey>(a) << 21 | static_cast<TokenKey>(b); }
TokenKey pair_of(char a, char b) { return static_cast<TokenKey>(a) << 8 | static_cast<unsigned char>(b); }
TokenKey pair_of_syllables(Syllable a, Syllable b) { return static_cast<TokenKey>(a) << 30 | b; }

// The readings of a sound, one or two.
template <class Each>
void for_each_reading(const Sound& sound, Each each) {
  if (sound.usual != 0) each(sound.usual);
  if (sound.other != 0) each(sound.other);
}

void file_sounds(const std::vector<Sound>& sounds, std::vector<TokenKey>& out) {
  for (std::size_t i = 0; i < sounds.size(); ++i) {
    for_each_reading(sounds[i], [&](Syllable one) {
      out.push_back(key_of(Filed::syllables, one));
      if (i == 0) return;
      for_each_reading(sounds[i - 1], [&](Syllable before) {
        out.push_back(key_of(Filed::syllables, pair_of_syllables(before, one)));
        out.push_back(key_of(Filed::initials, pair_of(initial_of(before), initial_of(one))));
      });
    });
  }
}

void file_run(const std::vector<UChar32>& characters, bool first, std::vector<TokenKey>& out) {
  for (std::size_t i = 0; i < characters.size(); ++i) {
    out.push_back(key_of(Filed::character, static_cast<TokenKey>(characters[i])));
    if (i > 0) out.push_back(key_of(Filed::pair, pair_of(characters[i - 1], characters[i])));
  }
  if (!first) return;
  out.push_back(key_of(Filed::first_character, static_cast<TokenKey>(characters[0])));
  if (characters.size() > 1) out.push_back(key_of(Filed::first_pair, pair_of(characters[0], characters[1])));
}

}  // namespace

std::string normalise(std::string_view text) {
  const auto folded = fold(text);
  std::string out;
  Kind last = Kind::separator;
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(folded.size());) {
    UChar32 c;
    U16_NEXT(folded.data(), at, static_cast<std::int32_t>(folded.size()), c);
    const Kind kind = kind_of(c);
    if (kind != last && kind != Kind::separator) out += ' ';
    if (kind != Kind::separator) append_utf8(out, c);
    last = kind;
  }
  if (!out.empty()) out += ' ';
  return out;
}

bool Run::is_in(std::string_view normalised) const {
  if (ideographs) return normalised.find(text) != normalised.npos;
  for (auto at = normalised.find(text); at != normalised.npos; at = normalised.find(text, at + 1)) {
    if (normalised[at - 1] == ' ' && normalised[at + text.size()] == ' ') return true;
  }
  return false;
}

std::vector<Run> runs_of(std::string_view normalised) {
  std::vector<Run> out;
  while (normalised.size() > 1) {
    normalised.remove_prefix(1);
    const auto end = normalised.find(' ');
    Run run;
    run.text = normalised.substr(0, end);
    run.ideographs = kind_of(code_points_of(run.text).front()) == Kind::ideograph;
    out.push_back(std::move(run));
    normalised.remove_prefix(end);
  }
  return out;
}

Words words_of(std::string_view text) {
  Words out;
  out.text = normalise(text);
  bool first = true;
  for (const auto& run : runs_of(out.text)) {
    if (run.ideographs) {
      const auto characters = code_points_of(run.text);
      file_run(characters, first, out.tokens);
      if (!out.sounds.empty()) out.sounds.push_back(kSilence);
      for (const auto c : characters) out.sounds.push_back(sound_of(static_cast<char32_t>(c)));
    } else {
      out.tokens.push_back(key_of(Filed::word, hash_of_word(run.text)));
      if (first) out.tokens.push_back(key_of(Filed::first_word, hash_of_word(run.text)));
    }
    first = false;
  }
  file_sounds(out.sounds, out.tokens);
  std::sort(out.tokens.begin(), out.tokens.end());
  out.tokens.erase(std::unique(out.tokens.begin(), out.tokens.end()), out.tokens.end());
  out.tokens.shrink_to_fit();
  out.sounds.shrink_to_fit();
  return out;
}

bool is_of_text(TokenKey token) {
  const auto filed = static_cast<Filed>(token >> kFiledShift);
  return filed == Filed::pair || filed == Filed::word;
}

std::vector<Term> terms_of(std::string_view query) {
  std::vector<Term> out;
  for (auto& run : runs_of(normalise(query))) {
    const auto known = [&](const Term& term) { return term.run.text == run.text; };
    if (std::any_of(out.begin(), out.end(), known)) continue;
    Term term;
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    if (!run.ideographs && std::all_of(run.text.begin(), run.text.end(), is_letter)) {
      term.initials = run.text.size() >= 2 && run.text.size() <= kInitialsMax;
      term.headings = headings_of(run.text, false);
    }
    term.run = std::move(run);
    out.push_back(std::move(term));
  }
  return out;
}

std::vector<Term> terms_beginning_with(std::string_view query) {
  auto out = terms_of(query);
  if (out.empty() || out.back().run.ideographs) return out;
  auto& last = out.back();
  last.headings = headings_of(last.run.text, true);
  last.unfinished = true;
  return out;
}

bool stands_in(const Term& term, const Words& words) { return term.run.is_in(words.text); }

bool begins(const Term& term, const Words& words) {
  const std::string_view text = words.text;
  const auto& run = term.run.text;
  if (text.size() < run.size() + 2 || text.substr(1, run.size()) != run) return false;
  return term.run.ideographs || text[run.size() + 1] == ' ';
}

bool sounds_like(const Term& term, const Words& words) {
  if (term.initials && sounds_hold_initials(words.sounds, term.run.text)) return true;
  return !term.headings.empty() && Spelling(term.run.text, term.unfinished).is_in(words.sounds);
}

Lookup lookup_of(const Run& run) {
  if (!run.ideographs) return {{key_of(Filed::word, hash_of_word(run.text))}, true};
  const auto characters = code_points_of(run.text);
  if (characters.size() == 1) return {{key_of(Filed::character, static_cast<TokenKey>(characters[0]))}, true};
  Lookup out;
  for (std::size_t i = 1; i < characters.size(); ++i)
    out.tokens.push_back(key_of(Filed::pair, pair_of(characters[i - 1], characters[i])));
  out.exact = characters.size() == 2;
  return out;
}

Lookup lookup_of_beginning(const Run& run) {
  if (!run.ideographs) return {{key_of(Filed::first_word, hash_of_word(run.text))}, true};
  const auto characters = code_points_of(run.text);
  if (characters.size() == 1) return {{key_of(Filed::first_character, static_cast<TokenKey>(characters[0]))}, true};
  return {{key_of(Filed::first_pair, pair_of(characters[0], characters[1]))}, characters.size() == 2};
}

std::vector<SoundLookup> sound_lookups_of(const Term& term) {
  std::vector<SoundLookup> out;
  if (term.initials) {
    SoundLookup one;
    one.initials = true;
    const auto& letters = term.run.text;
    for (std::size_t i = 1; i < letters.size(); ++i)
      one.lookup.tokens.push_back(key_of(Filed::initials, pair_of(letters[i - 1], letters[i])));
    one.lookup.exact = letters.size() == 2;
    out.push_back(std::move(one));
  }
  for (const auto& heading : term.headings) {
    SoundLookup one;
    const TokenKey syllables =
        heading.second == 0 ? TokenKey(heading.first) : pair_of_syllables(heading.first, heading.second);
    one.lookup.tokens.push_back(key_of(Filed::syllables, syllables));
    one.lookup.exact = heading.whole;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace shanhai::catalog
