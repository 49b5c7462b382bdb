// Where a module finds the other services: in this process, or over HTTP at [services.<name>] url.
//
// make_module() provides the module's Api and event source; connect() looks up those of others, so that the order of
// making does not matter. main() of a service that runs alone says which remote stands in for which Api: a service
// itself knows of another only its api.hpp. Used on the starting thread only, before anything serves.
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

  // The Api of a service in this process. std::logic_error: provided twice.
  template <class Api>
  void provide(std::shared_ptr<Api> api) {
    if (!apis_.emplace(typeid(Api), std::move(api)).second) throw std::logic_error("an Api is provided twice");
  }
  // Stands in where nobody provides the Api; Remote is made from an http::ServiceClient when it is first asked for.
  template <class Api, class Remote>
  void provide_remote(std::string service) {
    remotes_[typeid(Api)] = [this, service] {
      return std::static_pointer_cast<Api>(std::make_shared<Remote>(client_of(service)));
    };
  }

  // The local Api, else its remote; nullptr: neither. SettingsError: the remote has no address.
  template <class Api>
  std::shared_ptr<Api> find() {
    return std::static_pointer_cast<Api>(find(typeid(Api)));
  }
  // The same where it is needed. std::logic_error: neither.
  template <class Api>
  std::shared_ptr<Api> get() {
    auto found = find<Api>();
    if (!found) throw std::logic_error(std::string("nobody provides ") + typeid(Api).name());
    return found;
  }

  // `source` is the module's own and lives as long as the module.
  void provide_source(std::string service, events::EventSource* source);
  // Local, else a RemoteEventSource that lives as long as the process. SettingsError: it has no address.
  events::EventSource& source_of(std::string_view service);

 private:
  std::shared_ptr<void> find(std::type_index type);
  http::ServiceClient client_of(std::string_view service) const;

  Reach reach_;
  std::map<std::type_index, std::shared_ptr<void>> apis_;
  std::map<std::type_index, std::function<std::shared_ptr<void>()>> remotes_;
  std::map<std::string, events::EventSource*, std::less<>> sources_;
  std::map<std::string, std::unique_ptr<events::EventSource>, std::less<>> remote_sources_;
};

}  // namespace shanhai::runtime
