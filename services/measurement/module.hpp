// Builds measurement from settings and mounts it.
#pragma once

#include "common/runtime/module.hpp"

namespace shanhai::measurement {

std::unique_ptr<runtime::Module> make_module(runtime::Resources& resources);
extern const runtime::ServiceSchema kSchema;
// Writes the compiled-in pairings that are not there yet; leaves edited ones alone.
Result<void> seed(runtime::Resources& resources);

}  // namespace shanhai::measurement
