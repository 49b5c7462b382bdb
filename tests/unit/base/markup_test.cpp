#include "common/base/markup.hpp"

#include <gtest/gtest.h>

namespace shanhai {
namespace {

TEST(Markup, NoTextBecomesAnElementOrEndsAnAttribute) {
  EXPECT_EQ(escape_markup("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
  EXPECT_EQ(escape_markup("山\n\tx\x01\x1b"), "山\n\tx") << "what no document may hold";
}

}  // namespace
}  // namespace shanhai
