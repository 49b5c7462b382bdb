#include "common/runtime/peers.hpp"

#include "common/runtime/settings.hpp"

namespace shanhai::runtime {

void Peers::provide_source(std::string service, events::EventSource* source) {
  if (!sources_.emplace(std::move(service), source).second) throw std::logic_error("an event source is provided twice");
}

events::EventSource& Peers::source_of(std::string_view service) {
  if (const auto found = sources_.find(service); found != sources_.end()) return *found->second;
  auto& remote = remote_sources_[std::string(service)];
  if (!remote) remote = std::make_unique<events::RemoteEventSource>(client_of(service), std::string(service));
  return *remote;
}

std::shared_ptr<void> Peers::find(std::type_index type) {
  if (const auto found = apis_.find(type); found != apis_.end()) return found->second;
  const auto remote = remotes_.find(type);
  if (remote == remotes_.end()) return nullptr;
  return apis_[type] = remote->second();
}

http::ServiceClient Peers::client_of(std::string_view service) const {
  auto client = reach_(service);
  if (!client) {
    throw SettingsError("services." + std::string(service) + ".url is missing: " + std::string(service) +
                        " does not run in this process");
  }
  return std::move(*client);
}

}  // namespace shanhai::runtime
