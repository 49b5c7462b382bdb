// Amounts and times as payment channels, banks and people write them: yuan with decimals, civil time in China. Fen
// are exact: nothing passes through a floating point number.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/money.hpp"

namespace shanhai::orders {

std::string to_yuan(Money amount);  // "129.90", "-0.05"
// "129.90", "-5.5", "3". nullopt: anything else, more than two decimals or twelve digits of yuan.
std::optional<Money> parse_yuan(std::string_view text);

std::string to_china_text(Instant instant);                      // "2026-11-23 16:30:12", whole seconds
std::optional<Instant> parse_china_text(std::string_view text);  // the same; nullopt: not a time

}  // namespace shanhai::orders
