#include "services/measurement/exports/files.hpp"

#include <openssl/evp.h>
#include <sys/stat.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>

namespace shanhai::measurement {
namespace {

constexpr std::size_t kPieceBytes = 1 << 20;

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

std::string name_of(ExportId id, std::int64_t attempt, ExportFormat format) {
  return id.str() + "-" + std::to_string(attempt) + "." + boost::describe::enum_to_string(format, "");
}

}  // namespace

std::string ExportFiles::path_of(ExportId id, std::int64_t attempt, ExportFormat format) const {
  return directory_ + "/" + name_of(id, attempt, format);
}

void ExportFiles::make_directory() const {
  std::filesystem::create_directories(std::filesystem::path(directory_).parent_path());
  if (::mkdir(directory_.c_str(), 0700) != 0 && errno != EEXIST)
    throw std::system_error(errno, std::generic_category(), "make the directory of exports");
}

// Attempts are numbered from 1 on and few: their names are tried one after the other.
void ExportFiles::remove(ExportId id, std::int64_t keep_attempt) const {
  std::error_code none;
  for (std::int64_t attempt = 1; attempt <= kAttemptsMax + 1; ++attempt) {
    if (attempt == keep_attempt) continue;
    for (const auto format : {ExportFormat::csv, ExportFormat::xlsx})
      std::filesystem::remove(path_of(id, attempt, format), none);
  }
}

void ExportFiles::remove_one(const std::string& path) {
  std::error_code none;
  std::filesystem::remove(path, none);
}

std::vector<ExportFiles::Attempt> ExportFiles::list() const {
  std::vector<Attempt> out;
  std::error_code none;  // no directory: nothing was ever exported
  for (std::filesystem::directory_iterator at(directory_, none), end; !none && at != end; at.increment(none)) {
    const auto name = at->path().stem().string();
    const auto dash = name.rfind('-');
    if (dash == name.npos) continue;
    const auto id = ExportId::parse(name.substr(0, dash));
    std::int64_t attempt = 0;
    const auto* last = name.data() + name.size();
    const auto [stopped, failure] = std::from_chars(name.data() + dash + 1, last, attempt);
    if (id.has_value() && failure == std::errc() && stopped == last) out.push_back({*id, attempt, at->path().string()});
  }
  return out;
}

ExportFiles::Content ExportFiles::read_content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  if (!in || !context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("an export's file cannot be read");
  Content out;
  std::vector<char> piece(kPieceBytes);
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(in.gcount());
    if (EVP_DigestUpdate(context.get(), piece.data(), count) != 1) throw std::runtime_error("SHA-256 failed");
    out.bytes += static_cast<std::int64_t>(count);
  }
  if (in.bad()) throw std::runtime_error("an export's file cannot be read");
  out.hash.assign(32, '\0');
  if (EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(out.hash.data()), nullptr) != 1)
    throw std::runtime_error("SHA-256 failed");
  return out;
}

}  // namespace shanhai::measurement
