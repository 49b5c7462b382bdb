// The five services, in the order in which they are made, migrated and seeded.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "common/runtime/module.hpp"

namespace shanhai {

struct Service {
  const runtime::ServiceSchema& schema;
  runtime::ModuleFactory make;
  std::function<Result<void>(runtime::Resources&)> seed;  // empty: it has no seeds
};

const std::vector<Service>& services();
std::vector<std::unique_ptr<runtime::Module>> build_all(runtime::Resources& resources);

}  // namespace shanhai
