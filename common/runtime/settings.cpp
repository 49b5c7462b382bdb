#include "common/runtime/settings.hpp"

#define TOML_HEADER_ONLY 0
#define TOML_SHARED_LIB 1
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>

#include "common/base/encoding.hpp"

namespace shanhai::runtime {

struct Settings::Asked {
  std::mutex mutex;
  std::set<std::string, std::less<>> keys;
};

namespace {

using Values = std::map<std::string, std::string, std::less<>>;

[[noreturn]] void refuse(std::string_view key, const std::string& why) {
  throw SettingsError(std::string(key) + ' ' + why);
}

std::string environment_name(std::string_view key) {
  std::string out = "SHANHAI_";
  for (const char c : key) {
    if (c == '.') {
      out += "__";
    } else {
      out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

// SHANHAI_DATABASE__ORDERS__PASSWORD is database.orders.password; a name without "__" is no setting.
std::optional<std::string> key_of(std::string_view name) {
  constexpr std::string_view kPrefix = "SHANHAI_";
  if (!name.starts_with(kPrefix) || name.find("__") == std::string_view::npos) return std::nullopt;
  name.remove_prefix(kPrefix.size());
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name.substr(i, 2) == "__") {
      out += '.';
      ++i;
    } else {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
    }
  }
  return out;
}

std::string list_text(const std::string& key, const toml::array& array) {
  std::string out;
  for (const auto& element : array) {
    const auto text = element.value<std::string>();
    if (!element.is_string() || text->find(',') != std::string::npos) refuse(key, "is a list of texts without commas");
    if (!out.empty()) out += ',';
    out += *text;
  }
  return out;
}

void flatten(const toml::table& table, const std::string& prefix, Values& out) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    if (const auto* inner = node.as_table()) {
      flatten(*inner, key + '.', out);
    } else if (const auto* array = node.as_array()) {
      out[key] = list_text(key, *array);
    } else if (node.is_string()) {
      out[key] = *node.value<std::string>();
    } else if (node.is_integer()) {
      out[key] = std::to_string(*node.value<std::int64_t>());
    } else if (node.is_boolean()) {
      out[key] = *node.value<bool>() ? "true" : "false";
    } else {
      refuse(key, "is a text, a whole number, true, false or a list of texts");
    }
  }
}

std::string read_file(const std::string& path, const std::string& what) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file) throw SettingsError(what + ' ' + path + ": " + std::strerror(errno));
  return std::move(text).str();
}

Values parse_toml(std::string_view text, const std::string& name) {
  Values values;
  try {
    flatten(toml::parse(text), "", values);
  } catch (const toml::parse_error& error) {
    throw SettingsError(name + " line " + std::to_string(error.source().begin.line) + ": " +
                        std::string(error.description()));
  }
  return values;
}

void overlay(Values& values, const std::map<std::string, std::string>& environment) {
  for (const auto& [name, value] : environment) {
    if (auto key = key_of(name)) values[std::move(*key)] = value;
  }
}

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> out;
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

std::string_view section_of(std::string_view key) {
  const auto dot = key.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : key.substr(0, dot);
}

}  // namespace

Settings::Settings() : asked_(std::make_shared<Asked>()) {}

Settings Settings::load(const std::string& path) {
  Settings out;
  out.values_ = parse_toml(read_file(path, "settings file"), path);
  overlay(out.values_, process_environment());
  return out;
}

Settings Settings::parse(std::string_view toml, const std::map<std::string, std::string>& environment) {
  Settings out;
  out.values_ = parse_toml(toml, "settings");
  overlay(out.values_, environment);
  return out;
}

std::optional<std::string> Settings::find(std::string_view key) const {
  const std::string file_key = std::string(key) + "_file";
  {
    const std::lock_guard lock(asked_->mutex);
    asked_->keys.emplace(key);
    asked_->keys.insert(file_key);
  }
  const auto value = values_.find(key);
  const auto file = values_.find(file_key);
  if (value != values_.end() && file != values_.end())
    refuse(key, "and " + file_key + " are both given: only one may be");
  if (value != values_.end()) return value->second;
  if (file == values_.end()) return std::nullopt;
  auto text = read_file(file->second, file_key);
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

std::string Settings::text(std::string_view key) const {
  auto found = find(key);
  if (!found) refuse(key, "is missing (environment: " + environment_name(key) + ")");
  return std::move(*found);
}

std::string Settings::text(std::string_view key, std::string_view fallback) const {
  auto found = find(key);
  return found ? std::move(*found) : std::string(fallback);
}

std::int64_t Settings::integer(std::string_view key, std::int64_t fallback, std::int64_t min, std::int64_t max) const {
  const auto found = find(key);
  if (!found) return fallback;
  std::int64_t value = 0;
  const auto* end = found->data() + found->size();
  const auto [stop, failed] = std::from_chars(found->data(), end, value);
  if (failed != std::errc() || stop != end) refuse(key, "is a whole number");
  if (value < min) refuse(key, "is at least " + std::to_string(min));
  if (value > max) refuse(key, "is at most " + std::to_string(max));
  return value;
}

bool Settings::flag(std::string_view key, bool fallback) const {
  const auto found = find(key);
  if (!found) return fallback;
  if (*found == "true") return true;
  if (*found == "false") return false;
  refuse(key, "is true or false");
}

std::vector<std::string> Settings::list(std::string_view key) const {
  std::vector<std::string> out;
  std::istringstream in(find(key).value_or(""));
  for (std::string element; std::getline(in, element, ',');) {
    const auto first = element.find_first_not_of(' ');
    if (first != std::string::npos) out.push_back(element.substr(first, element.find_last_not_of(' ') - first + 1));
  }
  return out;
}

std::string Settings::secret_bytes(std::string_view key, std::size_t bytes) const {
  auto decoded = from_hex(text(key));
  if (!decoded || decoded->size() != bytes) refuse(key, "is " + std::to_string(2 * bytes) + " hex digits");
  return std::move(*decoded);
}

bool Settings::has(std::string_view key) const { return find(key).has_value(); }

std::vector<std::string> Settings::unread(bool whole) const {
  const std::lock_guard lock(asked_->mutex);
  std::set<std::string_view> sections;
  for (const auto& key : asked_->keys) sections.insert(section_of(key));
  std::vector<std::string> out;
  for (const auto& [key, value] : values_) {
    if (!asked_->keys.contains(key) && (whole || sections.contains(section_of(key)))) out.push_back(key);
  }
  return out;
}

}  // namespace shanhai::runtime
