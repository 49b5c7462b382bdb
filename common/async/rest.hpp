// A pause that wake-ups do not shorten; stopping does.
#pragma once

#include "common/async/background.hpp"

namespace shanhai {

// On the loop's own thread. A wake-up that comes meanwhile is forgotten: look again afterwards.
Task<> rest(Loop& loop, std::chrono::milliseconds duration);

}  // namespace shanhai
