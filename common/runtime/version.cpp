#include "common/runtime/version.hpp"

namespace shanhai::runtime {

std::string_view version() { return SHANHAI_VERSION; }

}  // namespace shanhai::runtime
