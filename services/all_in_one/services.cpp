#include "services/all_in_one/services.hpp"

#include "services/catalog/module.hpp"
#include "services/identity/module.hpp"
#include "services/measurement/module.hpp"
#include "services/orders/module.hpp"
#include "services/traceability/module.hpp"

namespace shanhai {

const std::vector<Service>& services() {
  static const std::vector<Service> all{
      {identity::kSchema, identity::make_module, identity::seed},
      {catalog::kSchema, catalog::make_module, catalog::seed},
      {orders::kSchema, orders::make_module, {}},
      {traceability::kSchema, traceability::make_module, {}},
      {measurement::kSchema, measurement::make_module, measurement::seed},
  };
  return all;
}

std::vector<std::unique_ptr<runtime::Module>> build_all(runtime::Resources& resources) {
  std::vector<std::unique_ptr<runtime::Module>> modules;
  for (const auto& service : services()) modules.push_back(service.make(resources));
  return modules;
}

}  // namespace shanhai
