#include "services/traceability/evidence/archive.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "common/base/encoding.hpp"
#include "common/base/error.hpp"

namespace shanhai::traceability {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what) {
  if (errno == ENOSPC || errno == EDQUOT) throw Unavailable(std::string("no space left to ") + what);
  throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (fd_ < 0) fail("keep a report");
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("keep a report");
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() const {
    if (::fsync(fd_) != 0) fail("sync a report");
  }

 private:
  int fd_;
};

// Each level that is new is private and synced into its parent.
void make_directories(const fs::path& directory) {
  if (directory.empty() || fs::is_directory(directory)) return;
  make_directories(directory.parent_path());
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) fail("make the files directory");
  Descriptor(directory.has_parent_path() ? directory.parent_path() : fs::path("."), O_RDONLY | O_DIRECTORY).sync();
}

}  // namespace

std::string ReportArchive::keep(std::string_view bytes) const {
  auto hash = sha256(bytes);
  const auto name = to_hex(hash);
  const fs::path path = fs::path(directory_) / name.substr(0, 2) / name;
  std::error_code unknown;
  if (fs::file_size(path, unknown) == bytes.size() && !unknown) return hash;
  make_directories(path.parent_path());
  const auto temporary = path.string() + "." + random_.token(9);
  try {
    const Descriptor file(temporary, O_WRONLY | O_CREAT | O_EXCL);
    file.write(bytes);
    file.sync();
    fs::rename(temporary, path);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  Descriptor(path.parent_path(), O_RDONLY | O_DIRECTORY).sync();
  return hash;
}

}  // namespace shanhai::traceability
