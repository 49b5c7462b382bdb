#include "common/base/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace shanhai {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error::unprocessable("odd", "an odd number has no half");
  return number / 2;
}

Result<std::string> described(int number) {
  SH_TRY(const auto result, half(number));
  SH_CHECK(half(result));
  return std::to_string(result);
}

TEST(ResultTest, HoldsAValue) {
  const auto result = half(4);
  ASSERT_TRUE(result.has_value());
  EXPECT_FALSE(result.has_error());
  EXPECT_EQ(*result, 2);
  EXPECT_EQ(result.value(), 2);
  EXPECT_EQ(result.value_or(7), 2);
}

TEST(ResultTest, HoldsAnError) {
  const auto result = half(3);
  ASSERT_TRUE(result.has_error());
  EXPECT_FALSE(result);
  EXPECT_EQ(result.error().code, "odd");
  EXPECT_EQ(result.value_or(7), 7);
}

TEST(ResultTest, ValueOfAnErrorThrowsAndNamesIt) {
  try {
    (void)half(3).value();
    FAIL() << "value() returned";
  } catch (const UnexpectedError& e) {
    EXPECT_STREQ(e.what(), "unexpected error odd: an odd number has no half");
  }
  EXPECT_THROW(Result<void>(Error::not_found("lot")).value(), UnexpectedError);
  EXPECT_NO_THROW(Result<void>().value());
}

TEST(ResultTest, TheFirstErrorIsHandedOn) {
  EXPECT_EQ(described(8).value(), "4");
  EXPECT_EQ(described(3).error().code, "odd");
  EXPECT_EQ(described(6).error().code, "odd");  // its half is
}

TEST(ResultTest, CopiesAreIndependent) {
  Result<std::string> first = Error::conflict("taken");
  auto second = first;
  first = std::string("free");
  EXPECT_EQ(first.value(), "free");
  EXPECT_EQ(second.error().code, "taken");
  second = first;
  EXPECT_EQ(second.value(), "free");
}

TEST(ResultTest, WhatWasMovedFromHoldsNeither) {
  Result<std::unique_ptr<int>> first = std::make_unique<int>(5);
  auto second = std::move(first);
  EXPECT_EQ(**second, 5);
  Result<int> refused = Error::conflict("taken");
  const auto kept = std::move(refused);
  EXPECT_EQ(kept.error().code, "taken");
  EXPECT_THROW((void)refused.value(), std::logic_error);  // NOLINT(bugprone-use-after-move)
}

}  // namespace
}  // namespace shanhai
