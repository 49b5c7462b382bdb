#include "tests/integration/db/statement_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace shanhai::db {
namespace {

namespace fs = std::filesystem;

fs::path sql_folder() { return fs::path(__FILE__).parent_path().parent_path().parent_path().parent_path() / "sql"; }

std::string read(const fs::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> out;
  if (!fs::exists(folder)) return out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".sql") out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> comment_lines(const std::string& text, const std::string& label) {
  std::vector<std::string> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("-- " + label + ":")) out.push_back(line.substr(label.size() + 4));
  }
  return out;
}

void read_comments(StatementFile& file) {
  static const std::regex sample(R"re(([a-z_0-9]+)\s*=\s*([xX]?'[^']*'|[-0-9.]+|NULL))re"), word("[a-z_0-9]+");
  for (const auto& line : comment_lines(file.text, "sample")) {
    for (std::sregex_iterator at(line.begin(), line.end(), sample), end; at != end; ++at)
      file.samples[(*at)[1]] = (*at)[2];
  }
  file.reads_everything = !comment_lines(file.text, "audit").empty();
  for (auto line : comment_lines(file.text, "small table")) {
    line = line.substr(0, line.find('('));  // what follows explains
    for (std::sregex_iterator at(line.begin(), line.end(), word), end; at != end; ++at)
      file.small_tables.insert(at->str());
  }
}

}  // namespace

std::vector<StatementFile> statement_files() {
  std::vector<StatementFile> out;
  for (const auto& service : fs::directory_iterator(sql_folder())) {
    for (const auto& path : files_of(service.path() / "queries")) {
      StatementFile file;
      file.path = fs::relative(path, sql_folder()).string();
      file.service = service.path().filename().string();
      file.name = file.service + "." + path.stem().string();
      file.text = read(path);
      read_comments(file);
      out.push_back(std::move(file));
    }
  }
  std::sort(out.begin(), out.end(), [](const StatementFile& a, const StatementFile& b) { return a.path < b.path; });
  return out;
}

MigrationFiles migration_files(const std::string& service) {
  MigrationFiles out;
  std::vector<std::pair<std::string, fs::path>> paths;
  std::vector<std::string> folders{"common"};
  if (service != "common") folders.push_back(service);
  for (const auto& folder : folders) {
    for (const auto& path : files_of(sql_folder() / folder / "migrations")) paths.emplace_back(folder, path);
  }
  out.texts.reserve(3 * paths.size());  // views point into it
  for (const auto& [folder, path] : paths) {
    const auto& component = out.texts.emplace_back(folder);
    const auto& name = out.texts.emplace_back(path.stem().string());
    const auto& text = out.texts.emplace_back(read(path));
    out.migrations.push_back({component, name, text});
  }
  return out;
}

std::vector<std::string> services_with_schema() {
  std::vector<std::string> out;
  for (const auto& service : fs::directory_iterator(sql_folder())) {
    const auto name = service.path().filename().string();
    if (name != "common" && !files_of(service.path() / "migrations").empty()) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace shanhai::db
