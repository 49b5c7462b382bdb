#include "services/all_in_one/seeding.hpp"

#include "services/all_in_one/wait_for.hpp"
#include "services/catalog/module.hpp"
#include "services/traceability/seed.hpp"

namespace shanhai {

Result<std::int64_t> seed_sample_lots(const std::vector<std::unique_ptr<runtime::Module>>& modules,
                                      runtime::Resources& resources) {
  // The catalog numbers its events, the others learn of its products: they stand in this order.
  for (const auto& module : modules) wait_for(module->catch_up());
  SH_TRY(auto products, catalog::samples(resources));
  const auto lots = resources.peers.get<traceability::SampleLots>();
  return wait_for(lots->write(std::move(products)));
}

}  // namespace shanhai
