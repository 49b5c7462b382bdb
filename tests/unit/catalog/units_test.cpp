#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "services/catalog/product/domain_units.hpp"

namespace shanhai::catalog {
namespace {

TEST(Units, WeightsConvertExactly) {
  EXPECT_EQ(convert_weight(3, "斤", "kg"), (Fraction{3, 2}));
  EXPECT_EQ(convert_weight(3, "斤", "g"), (Fraction{1500, 1}));
  EXPECT_EQ(convert_weight(1, "g", "斤"), (Fraction{1, 500}));
  EXPECT_EQ(convert_weight(250, "g", "kg"), (Fraction{1, 4}));
  EXPECT_EQ(convert_weight(0, "g", "kg"), (Fraction{0, 1}));
  EXPECT_EQ(convert_weight(1, "盒", "kg"), std::nullopt);
  EXPECT_EQ(convert_weight(1, "kg", "箱"), std::nullopt);
  EXPECT_THROW(convert_weight(std::numeric_limits<std::int64_t>::max(), "kg", "g"), std::overflow_error);
}

TEST(Units, ThereAndBackIsTheSame) {
  for (const auto* unit : {"斤", "kg", "g"}) {
    for (std::int64_t quantity : {1, 7, 333, 1'000'000}) {
      const auto grams = convert_weight(quantity, unit, "g");
      ASSERT_EQ(grams->denominator, 1);
      EXPECT_EQ(convert_weight(grams->numerator, "g", unit), (Fraction{quantity, 1})) << unit;
    }
  }
}

TEST(Units, AReferencePriceIsAFractionAndRoundsAHalfUp) {
  EXPECT_EQ(fen_for(Money(5800), 500, 500), (Fraction{5800, 1}));
  EXPECT_EQ(fen_for(Money(100), 300, 500), (Fraction{500, 3}));
  EXPECT_EQ(price_per_500g(Money(100), 300), Money(167));  // 166.67
  EXPECT_EQ(price_per_kg(Money(100), 300), Money(333));    // 333.33
  EXPECT_EQ(price_per_500g(Money(1), 1000), Money(1));     // 0.5
  EXPECT_EQ(price_per_500g(Money(1), 1001), Money(0));
  EXPECT_EQ(price_per_500g(Money(3), 1000), Money(2));  // 1.5
  EXPECT_EQ(price_per_kg(Money(100'000'000), 1), Money(100'000'000'000));
  EXPECT_EQ(price_for(Money(-3), 1000, 500), Money(-2));
  EXPECT_THROW(fen_for(Money(1), 0, 500), std::invalid_argument);
}

}  // namespace
}  // namespace shanhai::catalog
