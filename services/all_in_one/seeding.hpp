// What `shanhai seed` writes beyond each service's own seed.
#pragma once

#include "common/runtime/module.hpp"

namespace shanhai {

// Sample lots of the sample products, on sale, so that a new installation can be tried. Gives how many were put on sale
// by this run. The modules are connected, not started.
Result<std::int64_t> seed_sample_lots(const std::vector<std::unique_ptr<runtime::Module>>& modules,
                                      runtime::Resources& resources);

}  // namespace shanhai
