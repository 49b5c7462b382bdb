#include "services/catalog/storefront/texts.hpp"

#include <emmintrin.h>
#include <unicode/unistr.h>

#include <bit>

namespace shanhai::catalog {

std::u16string to_utf16(std::string_view utf8) {
  const auto wide = icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
  return {wide.getBuffer(), static_cast<std::size_t>(wide.length())};
}

void Texts::put(Number number, std::string_view utf8) {
  if (number / kPart >= parts_.count()) parts_.grow(number / kPart + 1);
  const auto text = to_utf16(utf8);
  auto& part = parts_.edit(number / kPart);
  const auto i = number % kPart;
  const auto length = part.begins[i + 1] - part.begins[i];
  part.text.replace(part.begins[i], length, text);
  for (auto next = i + 1; next <= kPart; ++next)
    part.begins[next] = part.begins[next] - length + static_cast<std::uint32_t>(text.size());
}

bool holds(std::u16string_view text, std::u16string_view run) {
  if (text.size() < run.size()) return false;
  const auto* const end = text.data() + (text.size() - run.size()) + 1;  // no run begins there
  const auto first = _mm_set1_epi16(static_cast<short>(run[0])), second = _mm_set1_epi16(static_cast<short>(run[1]));
  for (const auto* at = text.data(); at < end; at += 8) {
    // Eight places at once: where the first two characters stand. (SSE2 is a part of x86-64.)
    const auto here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const auto next = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 1));
    const auto both = _mm_and_si128(_mm_cmpeq_epi16(here, first), _mm_cmpeq_epi16(next, second));
    for (auto bits = static_cast<unsigned>(_mm_movemask_epi8(both)); bits != 0; bits &= bits - 1, bits &= bits - 1) {
      const auto* const place = at + std::countr_zero(bits) / 2;
      if (place < end && std::char_traits<char16_t>::compare(place, run.data(), run.size()) == 0) return true;
    }
  }
  return false;
}

}  // namespace shanhai::catalog
