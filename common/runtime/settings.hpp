// Settings: one TOML file, overridden by the environment (SHANHAI_<SECTION>__<KEY>), secrets also from files (<key>_file).
// ARCHITECTURE.md lists the keys.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::runtime {

// Names the key and what is wrong with it; ends the program with one clear line.
class SettingsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Settings {
 public:
  static Settings load(const std::string& path);                          // throws SettingsError
  static Settings parse(std::string_view toml, const std::map<std::string, std::string>& environment);

  // Keys are dotted: "database.orders.password". The environment wins over the file, `<key>_file` over neither (SettingsError
  // where both are given).
  std::string text(std::string_view key) const;                            // SettingsError: missing
  std::string text(std::string_view key, std::string_view fallback) const;
  std::int64_t integer(std::string_view key, std::int64_t fallback) const;
  bool flag(std::string_view key, bool fallback) const;
  std::vector<std::string> list(std::string_view key) const;               // TOML array of strings, or comma separated
  std::string secret_bytes(std::string_view key, std::size_t bytes) const; // hex
  bool has(std::string_view key) const;
  // Keys of the file that nobody asked for: probably misspelt. Reported at start.
  std::vector<std::string> unread() const;

 private:
  std::optional<std::string> find(std::string_view key) const;
  std::map<std::string, std::string, std::less<>> values_;
  mutable std::map<std::string, bool, std::less<>> read_;
};

}  // namespace shanhai::runtime
