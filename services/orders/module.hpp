// Builds orders from settings and mounts it.
#pragma once

#include "common/runtime/module.hpp"

namespace shanhai::orders {

std::unique_ptr<runtime::Module> make_module(runtime::Resources& resources);
extern const runtime::ServiceSchema kSchema;

}  // namespace shanhai::orders
