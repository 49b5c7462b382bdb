// Builds identity from settings and mounts it.
#pragma once

#include "common/runtime/module.hpp"

namespace shanhai::identity {

std::unique_ptr<runtime::Module> make_module(runtime::Resources& resources);
extern const runtime::ServiceSchema kSchema;
// Makes the platform's own organisation and its first operator ([seed] operator_phone, operator_password) where there
// is none.
Result<void> seed(runtime::Resources& resources);

}  // namespace shanhai::identity
