// The service orders in a process of its own.
#include "services/identity/remote.hpp"
#include "services/measurement/remote.hpp"
#include "services/orders/module.hpp"
#include "services/traceability/remote.hpp"

namespace shanhai {
namespace {

std::vector<std::unique_ptr<runtime::Module>> build(runtime::Resources& resources) {
  resources.peers.provide_remote<identity::Api, identity::RemoteApi>("identity");
  resources.peers.provide_remote<traceability::Api, traceability::RemoteApi>("traceability");
  resources.peers.provide_remote<measurement::Api, measurement::RemoteApi>("measurement");
  std::vector<std::unique_ptr<runtime::Module>> modules;
  modules.push_back(orders::make_module(resources));
  return modules;
}

}  // namespace
}  // namespace shanhai

int main(int argc, char** argv) { return shanhai::runtime::service_main(argc, argv, "orders", shanhai::build); }
