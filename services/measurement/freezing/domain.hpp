// Which periods may be frozen, and the text that is signed of one. Pure.
#pragma once

#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement {

// A month, a quarter or a year, as questions name it. invalid: /period.
Result<Period> parse_freezable(std::string_view text);

// Whether the period ended so long ago; conflict: period_not_over.
Result<void> check_over(const Period& period, Date today, int days_after);

struct FrozenFigures {
  std::string origin;  // where freezes are served, and the name of the keys
  std::string period, as_of;
  std::int64_t rows = 0;
  std::string digest;  // SHA-256, hexadecimal
};
// Five lines: origin, period, as_of, rows, digest.
std::string text_of(const FrozenFigures& figures);
Result<FrozenFigures> parse_frozen_figures(std::string_view text);  // invalid: frozen_figures

}  // namespace shanhai::measurement
