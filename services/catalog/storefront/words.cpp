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

constexpr TokenKey kWord = TokenKey(1) << 63;  // apart from pairs of code points, which take 42 bits

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

TokenKey word_key(std::string_view word) {
  TokenKey hash = 0xCBF29CE484222325;  // FNV-1a
  for (const unsigned char c : word) hash = (hash ^ c) * 0x100000001B3;
  return hash | kWord;
}

TokenKey pair_key(UChar32 a, UChar32 b) { return static_cast<TokenKey>(a) << 21 | static_cast<TokenKey>(b); }

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

std::vector<TokenKey> tokens_of(std::string_view normalised) {
  std::vector<TokenKey> out;
  for (const auto& run : runs_of(normalised)) {
    if (!run.ideographs) {
      out.push_back(word_key(run.text));
      continue;
    }
    const auto characters = code_points_of(run.text);
    for (std::size_t i = 0; i < characters.size(); ++i) {
      out.push_back(static_cast<TokenKey>(characters[i]));
      if (i > 0) out.push_back(pair_key(characters[i - 1], characters[i]));
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<TokenKey> tokens_to_find(const Run& run) {
  if (!run.ideographs) return {word_key(run.text)};
  const auto characters = code_points_of(run.text);
  if (characters.size() == 1) return {static_cast<TokenKey>(characters.front())};
  std::vector<TokenKey> out;
  for (std::size_t i = 1; i < characters.size(); ++i) out.push_back(pair_key(characters[i - 1], characters[i]));
  return out;
}

}  // namespace shanhai::catalog
