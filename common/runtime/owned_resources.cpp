#include "common/runtime/owned_resources.hpp"

#include <malloc.h>
#include <sys/resource.h>

#include <csignal>

#include "common/telemetry/log.hpp"

namespace shanhai::runtime {
namespace {

constexpr std::size_t kWorkerQueue = 256;
constexpr rlim_t kOpenFiles = 65536;

auth::Vault make_vault(const Settings& settings, Random& random) {
  auto master_key = settings.secret_bytes("secrets.master_key", 32);
  auto lookup_key = settings.secret_bytes("secrets.lookup_key", 32);
  return auth::Vault(std::move(master_key), std::move(lookup_key), random);
}

std::unique_ptr<redis::Client> make_redis(const Settings& settings) {
  const auto address = settings.text("redis.address", "");
  if (address.empty()) return nullptr;
  try {
    return std::make_unique<redis::Client>(address);
  } catch (const std::invalid_argument& wrong) {
    throw SettingsError(std::string("redis.address: ") + wrong.what());
  }
}

http::Client make_client(const Settings& settings) {
  const auto authorities = settings.text("client.tls_ca", "");
  try {
    return http::Client(authorities);
  } catch (const std::invalid_argument& wrong) {
    throw SettingsError(std::string("client.tls_ca: ") + wrong.what());
  }
}

void report_loop(const std::string& loop, const std::string& what) {
  telemetry::log_error("runtime.loop_failed", {{"loop", loop}, {"failure", what}});
}

}  // namespace

OwnedResources::OwnedResources(const Settings& settings)
    : vault_(make_vault(settings, random_)),
      tokens_(settings.text("auth.issuer"), clock_),
      background_(report_loop, true),
      workers_(static_cast<std::size_t>(settings.integer("server.workers", 2, 1, 64)), kWorkerQueue),
      redis_(make_redis(settings)),
      http_client_(make_client(settings)),
      peers_([this](std::string_view service) { return service_client(resources_, service); }),
      resources_{settings,     clock_,       random_, background_, workers_,
                 redis_.get(), http_client_, tokens_, vault_,      peers_} {}

OwnedResources::~OwnedResources() { stop(); }

void prepare_process() {
  // Two arenas instead of eight per processor: memory that one thread frees is used by another. A fixed threshold:
  // what password hashing takes goes back to the system, and statements of a megabyte find memory that is mapped.
  ::mallopt(M_ARENA_MAX, 2);
  ::mallopt(M_MMAP_THRESHOLD, 4 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 8 << 20);
  std::signal(SIGPIPE, SIG_IGN);
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < kOpenFiles) {
    files.rlim_cur = std::min(files.rlim_max, kOpenFiles);
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
}

void apply_log_level(const Settings& settings) {
  auto level = telemetry::Level::info;
  if (!boost::describe::enum_from_string(settings.text("telemetry.level", "info").c_str(), level)) {
    throw SettingsError("telemetry.level is debug, info, warn or error");
  }
  telemetry::set_level(level);
}

}  // namespace shanhai::runtime
