#include "services/catalog/bulk/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <system_error>

namespace shanhai::catalog {
namespace {

constexpr std::string_view kErrors = "-errors";
constexpr std::chrono::hours kOld{24};

[[noreturn]] void fail(const char* what) {
  if (errno == ENOSPC || errno == EDQUOT) throw Unavailable(std::string("no space left to ") + what);
  throw std::system_error(errno, std::generic_category(), what);
}

// Closed at the end, whatever happens.
struct Descriptor {
  explicit Descriptor(int number) : number(number) {}
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  const int number;
};

void sync_directory(const std::string& directory) {
  const Descriptor open(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (open.number < 0 || ::fsync(open.number) != 0) fail("sync a directory");
}

using Entry = std::filesystem::directory_entry;

std::optional<ImportId> import_of(const Entry& entry) {
  auto name = entry.path().filename().string();
  name.resize(std::min(name.find('-'), name.size()));
  const auto id = ImportId::parse(name);
  return id.has_error() ? std::nullopt : std::optional(*id);
}

// False also of what is gone.
bool is_old(const Entry& entry) {
  std::error_code gone;
  const auto written = entry.last_write_time(gone);
  return !gone && std::filesystem::file_time_type::clock::now() - written > kOld;
}

}  // namespace

std::string SheetFiles::sheet_path(ImportId id) const { return directory_ + "/" + id.str(); }

std::string SheetFiles::error_path(ImportId id) const { return sheet_path(id) + std::string(kErrors); }

std::string SheetFiles::error_path(ImportId id, std::int64_t attempt) const {
  return error_path(id) + "-" + std::to_string(attempt);
}

std::string SheetFiles::new_path(Random& random, SheetFormat format) const {
  return directory_ + "/export-" + random.token(12) + "." + boost::describe::enum_to_string(format, "");
}

void SheetFiles::make_directory() const {
  std::filesystem::create_directories(std::filesystem::path(directory_).parent_path());
  if (::mkdir(directory_.c_str(), 0700) != 0 && errno != EEXIST) fail("make the directory of sheets");
}

void SheetFiles::keep(ImportId id, std::string_view bytes) const {
  make_directory();
  const auto path = sheet_path(id);
  try {
    const Descriptor open(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (open.number < 0) fail("keep a sheet");
    while (!bytes.empty()) {
      const auto written = ::write(open.number, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("keep a sheet");
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(open.number) != 0) fail("sync a sheet");
    sync_directory(directory_);  // before anything refers to it
  } catch (...) {
    ::unlink(path.c_str());
    throw;
  }
}

std::string SheetFiles::read(ImportId id) const {
  std::ifstream in(sheet_path(id), std::ios::binary);
  if (!in) throw std::runtime_error("the sheet of " + id.str() + " is missing");
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void SheetFiles::take_errors(ImportId id, std::int64_t attempt) const {
  if (::rename(error_path(id, attempt).c_str(), error_path(id).c_str()) != 0) fail("keep a file of errors");
  sync_directory(directory_);
}

// Attempts that were lost may have left files.
void SheetFiles::remove(ImportId id) const {
  std::error_code none;
  for (std::filesystem::directory_iterator at(directory_, none), end; !none && at != end; at.increment(none)) {
    std::error_code gone;
    if (at->path().filename().string().starts_with(id.str())) std::filesystem::remove(at->path(), gone);
  }
}

void SheetFiles::remove_sheet(ImportId id) const { ::unlink(sheet_path(id).c_str()); }

std::vector<SheetFiles::Found> SheetFiles::list() const {
  std::map<ImportId, bool> found;
  std::error_code none;  // no directory: nothing was ever handed in
  for (std::filesystem::directory_iterator at(directory_, none), end; !none && at != end; at.increment(none)) {
    const auto id = import_of(*at);
    if (!id) continue;
    const auto [known, is_new] = found.emplace(*id, true);
    known->second = known->second && is_old(*at);
  }
  std::vector<Found> out;
  for (const auto& [id, old] : found) out.push_back({id, old});
  return out;
}

void SheetFiles::remove_strays() const {
  std::error_code none;
  for (std::filesystem::directory_iterator at(directory_, none), end; !none && at != end; at.increment(none)) {
    std::error_code gone;  // another process sweeps, too
    if (!import_of(*at) && is_old(*at)) std::filesystem::remove(at->path(), gone);
  }
}

}  // namespace shanhai::catalog
