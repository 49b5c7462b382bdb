// Finding words that somebody would rather hide.
#include <algorithm>

#include "services/catalog/product/domain.hpp"

namespace shanhai::catalog {
namespace {

struct Folded {
  std::u32string characters;
  std::vector<std::size_t> places;  // of each in the text, in code points
};

char32_t fold(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full-width forms of ASCII
  return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

bool is_latin(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// Spaces, punctuation and signs without width: what is put between characters to hide a word.
bool is_filler(char32_t c) {
  if (c < 0x80) return !is_latin(c);
  return c == 0xA0 || c == 0xAD || c == 0xB7 || (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) ||
         c == 0xFEFF;
}

// Invalid bytes become U+FFFD; the text was checked where it was read.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  if (more == 0) return lead < 0x80 ? lead : 0xFFFD;
  char32_t c = lead & (0x3F >> more);
  for (int i = 0; i < more; ++i) {
    if (at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) return 0xFFFD;
    c = c << 6 | (static_cast<unsigned char>(text[at++]) & 0x3F);
  }
  return c;
}

Folded fold_text(std::string_view text, bool keep_filler) {
  Folded out;
  std::size_t place = 0;
  for (std::size_t at = 0; at < text.size(); ++place) {
    const char32_t c = fold(next_code_point(text, at));
    if (is_filler(c) && !keep_filler) continue;
    out.characters.push_back(is_filler(c) ? U' ' : c);
    out.places.push_back(place);
  }
  return out;
}

// Most texts hold no character that the word begins with, in whatever form: thirty words are looked for in each.
bool may_hold(std::string_view text, std::string_view word) {
  std::size_t end = 0;
  const auto first = fold(next_code_point(word, end));
  if (first >= 0x80) return is_filler(first) || text.find(word.substr(0, end)) != text.npos;
  constexpr char kFullWidth = '\xEF';  // with what the full-width forms of ASCII begin
  const auto letter = static_cast<char>(first);
  const auto upper = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - ('a' - 'A')) : letter;
  const char any[] = {letter, upper, kFullWidth};
  return !is_latin(first) || text.find_first_of(std::string_view(any, sizeof any)) != text.npos;
}

}  // namespace

std::optional<std::size_t> find_word(std::string_view text, std::string_view word) {
  if (!word.empty() && !may_hold(text, word)) return std::nullopt;
  const auto wanted = fold_text(word, true).characters;
  if (wanted.empty()) return std::nullopt;
  const bool latin = std::all_of(wanted.begin(), wanted.end(), [](char32_t c) { return is_latin(c) || c == U' '; });
  const auto folded = fold_text(text, latin);
  for (auto at = folded.characters.find(wanted); at != folded.characters.npos;
       at = folded.characters.find(wanted, at + 1)) {
    if (!latin || at == 0 || !is_latin(folded.characters[at - 1])) return folded.places[at];
  }
  return std::nullopt;
}

}  // namespace shanhai::catalog
