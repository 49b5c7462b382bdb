// Builds traceability from settings and mounts it.
#pragma once

#include "common/runtime/module.hpp"

namespace shanhai::traceability {

std::unique_ptr<runtime::Module> make_module(runtime::Resources& resources);
extern const runtime::ServiceSchema kSchema;

}  // namespace shanhai::traceability
