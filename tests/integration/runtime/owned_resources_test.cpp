#include "common/runtime/owned_resources.hpp"

#include <gtest/gtest.h>

#include "tests/integration/runtime/running_process.hpp"

namespace shanhai::runtime {
namespace {

Task<> mark(std::atomic<bool>& ran) {
  ran = true;
  co_return;
}

// Commands make modules, too, and nothing may happen in the background while they look.
TEST(OwnedResources, RunNoLoopUntilReleased) {
  SettingsFile file;
  const auto settings = Settings::load(file.write());
  for (const bool released : {false, true}) {
    std::atomic<bool> ran{false};
    OwnedResources owned(settings);
    auto& background = owned.resources().background;
    background.spawn("test", [&ran](Loop&) { return mark(ran); });
    if (released) background.release();
    owned.stop();
    EXPECT_EQ(ran, released);
  }
}

}  // namespace
}  // namespace shanhai::runtime
