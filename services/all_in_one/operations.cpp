#include "services/all_in_one/operations.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "common/base/encoding.hpp"
#include "common/http/server.hpp"
#include "common/runtime/owned_resources.hpp"
#include "common/runtime/version.hpp"
#include "services/all_in_one/reconcile.hpp"
#include "services/all_in_one/seeding.hpp"
#include "services/all_in_one/services.hpp"
#include "sql/common_migrations.hpp"

namespace shanhai {
namespace {

void bootstrap_schemas(const runtime::Settings& settings) {
  db::Endpoint admin;
  admin.address = settings.text("database.address");
  admin.user = settings.text("database.admin.user");
  admin.password = settings.text("database.admin.password");
  admin.tls_ca = settings.text("database.tls_ca", "");
  db::Connection connection(admin);
  for (const auto& service : services()) {
    const auto endpoint = runtime::endpoint_of(settings, service.schema.service);
    db::bootstrap_schema(connection, {endpoint.schema, endpoint.user, endpoint.password});
  }
}

std::vector<std::string> migrate_one(const runtime::Settings& settings, const runtime::ServiceSchema& schema) {
  std::vector<db::Migration> migrations(std::begin(sql::common::kMigrations), std::end(sql::common::kMigrations));
  migrations.insert(migrations.end(), schema.migrations.begin(), schema.migrations.end());
  db::Connection connection(runtime::endpoint_of(settings, schema.service));
  return db::migrate(connection, migrations);
}

// Made after the modules, so that loops end before what they use, also when something throws.
class StopFirst {
 public:
  explicit StopFirst(runtime::OwnedResources& owned) : owned_(owned) {}
  ~StopFirst() { owned_.stop(); }
  StopFirst(const StopFirst&) = delete;
  StopFirst& operator=(const StopFirst&) = delete;

 private:
  runtime::OwnedResources& owned_;
};

// Directories that modules make when they are built, gone again with this.
class TemporaryDirectory {
 public:
  TemporaryDirectory() : path_((std::filesystem::temp_directory_path() / "shanhai.XXXXXX").string()) {
    if (!::mkdtemp(path_.data())) throw std::runtime_error("cannot make a directory like " + path_);
  }
  ~TemporaryDirectory() {
    std::error_code ignored;  // it is in the system's directory for what may be left behind
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Modules are only asked for their routes: nothing here is ever connected to, no key seals anything.
runtime::Settings settings_of_nothing(const std::string& directory, Random& random) {
  const auto key = [&random] {
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  };
  std::map<std::string, std::string> values{{"SHANHAI_SERVER__PUBLIC_URL", "http://127.0.0.1:8080"},
                                            {"SHANHAI_DATABASE__ADDRESS", "unix://" + directory + "/none"},
                                            {"SHANHAI_DATABASE__WORKERS", "1"},
                                            {"SHANHAI_AUTH__ISSUER", "http://127.0.0.1:8080"},
                                            {"SHANHAI_INTERNAL__TOKEN", key()},
                                            {"SHANHAI_SECRETS__MASTER_KEY", key()},
                                            {"SHANHAI_SECRETS__LOOKUP_KEY", key()},
                                            {"SHANHAI_FILES__DIRECTORY", directory + "/files"},
                                            {"SHANHAI_NOTIFICATIONS__DIRECTORY", directory + "/outbox"}};
  for (const auto& service : services()) {
    std::string section = "SHANHAI_DATABASE__" + std::string(service.schema.service) + "__";
    std::transform(section.begin(), section.end(), section.begin(), ::toupper);
    for (const char* leaf : {"SCHEMA", "USER", "PASSWORD"}) values[section + leaf] = "none";
  }
  return runtime::Settings::parse("", values);
}

}  // namespace

int migrate_all(const runtime::Settings& settings, bool bootstrap, std::ostream& out) {
  const db::ThreadGuard guard;
  if (bootstrap) bootstrap_schemas(settings);
  for (const auto& service : services()) {
    const auto applied = migrate_one(settings, service.schema);
    out << service.schema.service << ':';
    for (const auto& name : applied) out << ' ' << name;
    out << (applied.empty() ? " up to date" : "") << std::endl;
  }
  return 0;
}

int seed_all(const runtime::Settings& settings, std::ostream& out) {
  const db::ThreadGuard guard;
  runtime::OwnedResources owned(settings);
  for (const auto& service : services()) {
    if (!service.seed) continue;
    const auto seeded = service.seed(owned.resources());
    if (seeded.has_error()) {
      const auto& error = seeded.error();
      return runtime::complain(
          std::string(service.schema.service) + " is not seeded: " + error.code + ' ' + error.detail,
          runtime::kExitFailure);
    }
    out << service.schema.service << ": seeded" << std::endl;
  }
  auto modules = build_all(owned.resources());
  const StopFirst stop_first(owned);
  for (const auto& module : modules) module->connect(owned.resources());
  const auto lots = seed_sample_lots(modules, owned.resources());
  if (lots.has_error()) {
    return runtime::complain("sample lots are not seeded: " + lots.error().code + ' ' + lots.error().detail,
                             runtime::kExitFailure);
  }
  out << "traceability: seeded, " << *lots << " sample lots put on sale" << std::endl;
  return 0;
}

int audit_all(const runtime::Settings& settings, const std::string& service, std::ostream& out) {
  const db::ThreadGuard guard;
  runtime::OwnedResources owned(settings);
  auto modules = build_all(owned.resources());
  const StopFirst stop_first(owned);
  for (const auto& module : modules) module->connect(owned.resources());
  const auto findings = reconcile(modules, owned.resources().peers, service, owned.resources().clock.now());
  if (findings.has_error()) {
    const bool away = findings.error().kind == ErrorKind::unavailable;
    return runtime::complain("cannot audit: " + findings.error().code + ' ' + findings.error().detail,
                             away ? kExitUnavailable : runtime::kExitFailure);
  }
  std::size_t differences = 0;
  for (const auto& finding : *findings) {
    out << finding.check << ' ' << finding.compared << ' ' << finding.difference;
    if (finding.difference != 0) out << "  " << finding.detail;
    out << '\n';
    if (finding.difference != 0) ++differences;
  }
  out << findings->size() << " checks, "
      << (differences == 0 ? "no difference" : std::to_string(differences) + " with a difference") << std::endl;
  return differences == 0 ? 0 : runtime::kExitFailure;
}

std::string openapi_document() {
  const TemporaryDirectory directory;
  SecureRandom random;
  const auto settings = settings_of_nothing(directory.path(), random);
  runtime::OwnedResources owned(settings);
  auto modules = build_all(owned.resources());
  const StopFirst stop_first(owned);
  http::RouteTable table;
  for (const auto& module : modules) module->mount(table);
  return json::to_text(http::openapi(table, runtime::version()));
}

}  // namespace shanhai
