// Settings: one TOML file, overridden by the environment (SHANHAI_<SECTION>__<KEY>), secrets also from files
// (<key>_file). ARCHITECTURE.md lists the keys.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::runtime {

// Names the key and what is wrong with it, never the value; ends the program with one clear line.
class SettingsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Thread-safe after construction.
class Settings {
 public:
  static Settings load(const std::string& path);  // throws SettingsError
  // `environment`: names with values; only SHANHAI_<SECTION>__<KEY> are settings.
  static Settings parse(std::string_view toml, const std::map<std::string, std::string>& environment);

  // Keys are dotted: "database.orders.password". The environment wins over the file, `<key>_file` over neither
  // (SettingsError where both are given); a trailing newline of such a file is not part of the value.
  std::string text(std::string_view key) const;  // SettingsError: missing
  std::string text(std::string_view key, std::string_view fallback) const;
  std::int64_t integer(std::string_view key, std::int64_t fallback,
                       std::int64_t min = std::numeric_limits<std::int64_t>::min(),
                       std::int64_t max = std::numeric_limits<std::int64_t>::max()) const;
  bool flag(std::string_view key, bool fallback) const;
  std::vector<std::string> list(
      std::string_view key) const;  // TOML array of strings, or comma separated; missing: empty
  std::string secret_bytes(std::string_view key, std::size_t bytes) const;  // hex
  bool has(std::string_view key) const;
  // Keys that nobody asked for: probably misspelt. Reported at start. `whole` false: only in sections of which
  // something was asked for, where one file serves several programs.
  std::vector<std::string> unread(bool whole = true) const;

 private:
  struct Asked;
  Settings();
  std::optional<std::string> find(std::string_view key) const;

  std::map<std::string, std::string, std::less<>> values_;
  std::shared_ptr<Asked> asked_;
};

}  // namespace shanhai::runtime
