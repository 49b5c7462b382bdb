// A service as a process sees it: built from settings, mounted, started, drained.
//
// Each services/<name>/module.hpp exports
//   namespace shanhai::<name> {
//   std::unique_ptr<runtime::Module> make_module(runtime::Resources&);  // provides its Api and event source to
//   resources.peers extern const runtime::ServiceSchema kSchema; Result<void> seed(runtime::Resources&);  // where it
//   has seeds: idempotent, blocking
//   }
// and, where it has an Api, remote.hpp: `class RemoteApi final : public Api`, made from an http::ServiceClient.
// A process makes all modules, then calls connect() on each, mount() on each, start() on each; it ends with stop() and
// destruction in reverse order, after the listeners have drained.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "common/async/background.hpp"
#include "common/async/workers.hpp"
#include "common/auth/sealing.hpp"
#include "common/auth/tokens.hpp"
#include "common/base/clock.hpp"
#include "common/base/random.hpp"
#include "common/db/database.hpp"
#include "common/db/migrations.hpp"
#include "common/http/client.hpp"
#include "common/http/route.hpp"
#include "common/redis/client.hpp"
#include "common/runtime/peers.hpp"
#include "common/runtime/settings.hpp"

namespace shanhai::runtime {

// What every module of a process shares. Outlives the modules.
struct Resources {
  const Settings& settings;
  const Clock& clock;
  Random& random;
  Background& background;
  Workers& workers;      // hashing, files, compression
  redis::Client* redis;  // nullptr: not configured
  http::Client& http_client;
  auth::TokenVerifier& tokens;
  const auth::Vault& vault;
  Peers& peers;  // the other services
};

// One line of a reconciliation: what was compared, and by how much it differs (0 is good).
struct AuditFinding {
  std::string check;        // "orders.stock_ledger"
  std::int64_t compared;    // how many things
  std::int64_t difference;  // fen, units or rows
  std::string detail;       // names what differs; no personal data
};

class Module {
 public:
  virtual ~Module() = default;
  virtual std::string_view name() const = 0;
  // Looks up peers; all modules of the process are made by now. On the starting thread, like mount().
  virtual void connect(Resources&) {}
  virtual void mount(http::RouteTable& table) = 0;  // public and internal rows
  // After mount(), when the service's database answers: begins loops, loads snapshots. On the background thread.
  // Until all modules have started, routes answer 503; so it must not wait for another service. Called again if it
  // threw Unavailable.
  virtual Task<> start() = 0;
  virtual void stop() {}  // no request runs any more; before Background::stop(): close what the loops wait on
  virtual Task<std::string> not_ready() = 0;  // empty: ready; on any I/O thread
  // For a command that needs what others have told by now, without serving: numbers the service's own events and
  // applies theirs. The module is connected, not started.
  virtual Task<> catch_up() { co_return; }
  // Own schema only; blocking. The module is connected, not started.
  virtual Result<std::vector<AuditFinding>> audit() { return std::vector<AuditFinding>(); }
  // Sums of the service's own books that another service's books must equal, by a name both use, such as
  // "volume.paid.gross_fen" of orders and measurement. Blocking.
  virtual Result<std::map<std::string, std::int64_t>> figures() { return std::map<std::string, std::int64_t>{}; }
};

// What an operator's command needs to know of a service without starting it.
struct ServiceSchema {
  std::string_view service;
  std::span<const db::Migration> migrations;
};

// The service's database as configured: [database] and [database.<service>].
db::Endpoint endpoint_of(const Settings& settings, std::string_view service);
std::unique_ptr<db::Database> open_database(const Resources& resources, std::string_view service);
// How to reach a service that runs apart ([services.<name>] url), or nullopt: it is in this process.
std::optional<http::ServiceClient> service_client(const Resources& resources, std::string_view service);
// [internal] token, shared by the services. SettingsError: missing or too short.
std::string internal_token(const Settings& settings);

using ModuleFactory = std::function<std::unique_ptr<Module>(Resources&)>;
// Makes the modules of a process, in order of dependence: they are stopped and destroyed in reverse.
using BuildModules = std::function<std::vector<std::unique_ptr<Module>>(Resources&)>;

inline constexpr int kExitFailure = 1;
inline constexpr int kExitSettings = 2;  // settings or command line

// Serves until SIGTERM or SIGINT, then drains: readiness off, stop accepting, finish requests (server.drain_ms, 10 s),
// stop loops, close. While the database is away it listens and waits: /readyz and all routes answer 503. Gives the exit
// code; every failure to start is one line on standard error. `whole`: all services run in this process, so a key of
// the settings that nobody asked for is a mistake.
int serve(const std::string& settings_path, const BuildModules& build, bool whole = true);

// main() of shanhai-<service>: `serve --settings FILE`.
int service_main(int argc, char** argv, std::string_view service, const BuildModules& build);

// One line on standard error, after what was logged; gives `exit_code`.
int complain(const std::string& what, int exit_code);

}  // namespace shanhai::runtime
