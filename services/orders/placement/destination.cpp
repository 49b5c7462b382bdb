#include "services/orders/placement/destination.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <stdexcept>

namespace shanhai::orders {

std::string normalised_place(const std::string& detail) {
  UErrorCode failed = U_ZERO_ERROR;
  const auto* folding = icu::Normalizer2::getNFKCCasefoldInstance(failed);
  if (U_FAILURE(failed)) throw std::runtime_error("ICU has no NFKC case folding");
  const auto folded = folding->normalize(icu::UnicodeString::fromUTF8(detail), failed);
  if (U_FAILURE(failed)) throw std::runtime_error("an address does not fold");
  icu::UnicodeString kept;
  for (std::int32_t at = 0; at < folded.length(); at = folded.moveIndex32(at, 1)) {
    const auto point = folded.char32At(at);
    if (u_isalnum(point)) kept.append(point);
  }
  std::string out;
  kept.toUTF8String(out);
  return out;
}

std::string Destination::digest(SkuId sku) const {
  return vault_->lookup_hash("orders.destination:" + sku.str() + ':' + division_ + ':' + normalised_place(detail_));
}

}  // namespace shanhai::orders
