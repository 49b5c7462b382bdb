// Where a module finds the other services: in this process, or over HTTP at [services.<name>] url.
//
// make_module() provides the module's Api and event source; connect() looks up those of others, so that the order of making
// does not matter. Used on the starting thread only, before anything serves.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <typeindex>

#include "common/events/stream.hpp"
#include "common/http/client.hpp"

namespace shanhai::runtime {

class Peers {
 public:
  // How to reach a service that runs apart; nullopt: no address is configured.
  using Reach = std::function<std::optional<http::ServiceClient>(std::string_view service)>;
  explicit Peers(Reach reach) : reach_(std::move(reach)) {}
  Peers(const Peers&) = delete;
  Peers& operator=(const Peers&) = delete;

  // std::logic_error: provided twice.
  template <class Api>
  void provide(std::shared_ptr<Api> api) {
    if (!apis_.emplace(typeid(Api), std::move(api)).second) throw std::logic_error("an Api is provided twice");
  }
  // The Api of a service in this process; nullptr: it runs apart.
  template <class Api>
  std::shared_ptr<Api> find() const {
    const auto found = apis_.find(typeid(Api));
    return found == apis_.end() ? nullptr : std::static_pointer_cast<Api>(found->second);
  }
  // The local one, else `Remote` (constructible from http::ServiceClient). SettingsError: neither here nor configured.
  //   catalog_ = resources.peers.get<catalog::Api, catalog::RemoteApi>("catalog");
  template <class Api, class Remote>
  std::shared_ptr<Api> get(std::string_view service) const {
    if (auto local = find<Api>()) return local;
    return std::make_shared<Remote>(client_of(service));
  }

  // `source` is the module's own and lives as long as the module.
  void provide_source(std::string service, events::EventSource* source);
  // Local, else a RemoteEventSource kept here; lives as long as the process. SettingsError: neither here nor configured.
  events::EventSource& source_of(std::string_view service);

 private:
  http::ServiceClient client_of(std::string_view service) const;  // SettingsError: no address

  Reach reach_;
  std::map<std::type_index, std::shared_ptr<void>> apis_;
  std::map<std::string, events::EventSource*, std::less<>> sources_;
  std::map<std::string, std::unique_ptr<events::EventSource>, std::less<>> remote_sources_;
};

}  // namespace shanhai::runtime
