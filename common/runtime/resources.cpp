#include "common/runtime/module.hpp"

namespace shanhai::runtime {

db::Endpoint endpoint_of(const Settings& settings, std::string_view service) {
  const std::string section = "database." + std::string(service) + '.';
  db::Endpoint out;
  out.address = settings.text("database.address");
  out.schema = settings.text(section + "schema");
  out.user = settings.text(section + "user");
  out.password = settings.text(section + "password");
  out.tls_ca = settings.text("database.tls_ca", "");
  return out;
}

std::unique_ptr<db::Database> open_database(const Resources& resources, std::string_view service) {
  const auto workers = static_cast<std::size_t>(resources.settings.integer("database.workers", 3, 1, 64));
  return std::make_unique<db::Database>(std::string(service), endpoint_of(resources.settings, service), workers,
                                        resources.clock, resources.random);
}

std::optional<http::ServiceClient> service_client(const Resources& resources, std::string_view service) {
  const auto url = resources.settings.text("services." + std::string(service) + ".url", "");
  if (url.empty()) return std::nullopt;
  return http::ServiceClient(resources.http_client, url, internal_token(resources.settings));
}

std::string internal_token(const Settings& settings) {
  constexpr std::size_t kShortest = 32;
  auto token = settings.text("internal.token");
  if (token.size() < kShortest) throw SettingsError("internal.token has at least 32 characters");
  return token;
}

}  // namespace shanhai::runtime
