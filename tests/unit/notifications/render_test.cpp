#include <gtest/gtest.h>

#include "common/notifications/notifications.hpp"

namespace shanhai::notifications {
namespace {

TEST(Render, FillsPlacesFromParameters) {
  EXPECT_EQ(render("【山海】验证码 {code}，{minutes} 分钟内有效。", {{"code", "123456"}, {"minutes", 5}}),
            "【山海】验证码 123456，5 分钟内有效。");
  EXPECT_EQ(render("no place", {{"code", "1"}}), "no place");
  EXPECT_EQ(render("{a}{a}", {{"a", "x{b}"}}), "x{b}x{b}") << "a parameter is no template";
}

TEST(Render, RefusesATemplateThatDoesNotFit) {
  EXPECT_THROW(render("{code}", {}), std::logic_error);
  EXPECT_THROW(render("{code", {{"code", "1"}}), std::logic_error);
  EXPECT_THROW(render("{code}", {{"code", nullptr}}), std::logic_error);
  EXPECT_THROW(render("{code}", {{"code", json::Array{1}}}), std::logic_error);
}

}  // namespace
}  // namespace shanhai::notifications
