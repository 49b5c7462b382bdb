#include "common/files/archive.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "common/base/encoding.hpp"

namespace shanhai::files {
namespace {

[[noreturn]] void fail(int code, const std::string& what) {
  if (code == ENOSPC || code == EDQUOT) throw Unavailable("no space left to " + what);
  throw std::system_error(code, std::generic_category(), what);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(errno, "keep a file");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void sync_directory(const std::filesystem::path& directory) {
  const Descriptor fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) fail(errno, "sync a directory");
}

void make_private_directory(const std::filesystem::path& directory) {
  if (::mkdir(directory.c_str(), 0700) == 0)
    return sync_directory(directory.has_parent_path() ? directory.parent_path() : ".");
  if (errno == EEXIST) return;
  if (errno != ENOENT || !directory.has_parent_path()) fail(errno, "make the files directory");
  make_private_directory(directory.parent_path());
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) fail(errno, "make the files directory");
  sync_directory(directory.parent_path());
}

std::optional<std::string> read_whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

}  // namespace

std::string FileArchive::path_of(const std::string& sha256_hex) const {
  return directory_ + "/" + sha256_hex.substr(0, 2) + "/" + sha256_hex;
}

void FileArchive::write(const std::string& sha256_hex, std::string_view bytes) {
  const std::filesystem::path path = path_of(sha256_hex);
  // One that is there may have been damaged, and who is just writing it may not have synced its name yet.
  if (read_whole(path) == bytes) return sync_directory(path.parent_path());
  make_private_directory(path.parent_path());
  const auto temporary = path.string() + "." + random_.token(9);
  try {
    const Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (fd.get() < 0) fail(errno, "keep a file");
    write_all(fd.get(), bytes);
    if (::fsync(fd.get()) != 0) fail(errno, "sync a file");
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail(errno, "keep a file");
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  sync_directory(path.parent_path());
}

Result<std::vector<KeptFile>> FileArchive::keep_blocking(const std::vector<Upload>& uploads) {
  SH_TRY(auto checked, check_uploads(uploads));
  std::vector<KeptFile> out;
  for (auto& file : checked) {
    write(file.kept.sha256, file.bytes);
    out.push_back(std::move(file.kept));
  }
  return out;
}

Task<Result<std::vector<KeptFile>>> FileArchive::keep(std::vector<Upload> uploads) {
  auto job = [this, &uploads](std::size_t) { return keep_blocking(uploads); };
  auto kept = co_await workers_.run(job);
  co_return kept;
}

std::string FileArchive::read_blocking(const KeptFile& file) const {
  auto bytes = read_whole(path_of(file.sha256));
  if (!bytes) throw std::runtime_error("stored file " + file.sha256 + " is missing");
  if (to_hex(sha256(*bytes)) != file.sha256) throw std::runtime_error("stored file " + file.sha256 + " is damaged");
  return std::move(*bytes);
}

Task<std::string> FileArchive::read(KeptFile file) {
  auto job = [this, &file](std::size_t) { return read_blocking(file); };
  auto bytes = co_await workers_.run(job);
  co_return bytes;
}

}  // namespace shanhai::files
