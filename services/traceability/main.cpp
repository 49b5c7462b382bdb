// The service traceability in a process of its own.
#include "services/identity/remote.hpp"
#include "services/measurement/remote.hpp"
#include "services/orders/remote.hpp"
#include "services/traceability/module.hpp"

namespace shanhai {
namespace {

std::vector<std::unique_ptr<runtime::Module>> build(runtime::Resources& resources) {
  resources.peers.provide_remote<identity::Api, identity::RemoteApi>("identity");
  resources.peers.provide_remote<orders::Api, orders::RemoteApi>("orders");
  resources.peers.provide_remote<measurement::Api, measurement::RemoteApi>("measurement");
  std::vector<std::unique_ptr<runtime::Module>> modules;
  modules.push_back(traceability::make_module(resources));
  return modules;
}

}  // namespace
}  // namespace shanhai

int main(int argc, char** argv) { return shanhai::runtime::service_main(argc, argv, "traceability", shanhai::build); }
