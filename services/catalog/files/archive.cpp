#include "services/catalog/files/archive.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "common/base/encoding.hpp"
#include "services/catalog/files/domain.hpp"

namespace shanhai::catalog {
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

struct Checked {
  FileView view;
  std::string bytes;
};

// The field error where the upload may not be kept.
std::optional<FieldError> check(const Upload& upload, Checked& out) {
  const auto pointer = upload.pointer + "/content_base64";
  const auto& text = upload.file.content_base64;
  if (text.size() > (kFileBytesMax + 2) / 3 * 4) return FieldError{pointer, "file_too_large", "at most 5 MiB"};
  auto bytes = from_base64(text);
  if (!bytes) return FieldError{pointer, "invalid_base64", "RFC 4648 with padding"};
  if (bytes->empty()) return FieldError{pointer, "empty_file", ""};
  if (bytes->size() > kFileBytesMax) return FieldError{pointer, "file_too_large", "at most 5 MiB"};
  const auto type = sniff_media_type(*bytes);
  if (!type) return FieldError{pointer, "unsupported_file_type", "PDF, PNG, JPEG or plain UTF-8 text"};
  out.view.document_name = upload.file.document_name;
  out.view.media_type = *type;
  out.view.size_bytes = static_cast<std::int64_t>(bytes->size());
  out.view.sha256 = to_hex(sha256(*bytes));
  out.bytes = std::move(*bytes);
  return std::nullopt;
}

}  // namespace

std::string FileArchive::path_of(const std::string& sha256_hex) const {
  return directory_ + "/" + sha256_hex.substr(0, 2) + "/" + sha256_hex;
}

void FileArchive::write(const std::string& sha256_hex, std::string_view bytes) {
  const std::filesystem::path path = path_of(sha256_hex);
  struct stat found {};
  if (::stat(path.c_str(), &found) == 0 && static_cast<std::size_t>(found.st_size) == bytes.size()) return;
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

Result<std::vector<FileView>> FileArchive::keep_blocking(const std::vector<Upload>& uploads) {
  std::vector<Checked> checked(uploads.size());
  std::vector<FieldError> wrong;
  for (std::size_t i = 0; i < uploads.size(); ++i) {
    if (auto error = check(uploads[i], checked[i])) wrong.push_back(std::move(*error));
  }
  if (!wrong.empty()) {
    auto error = Error::unprocessable("file_refused");
    error.fields = std::move(wrong);
    return error;
  }
  std::vector<FileView> out;
  for (auto& file : checked) {
    file.view.file_id = FileId::make(clock_, random_);
    write(file.view.sha256, file.bytes);
    out.push_back(std::move(file.view));
  }
  return out;
}

Task<Result<std::vector<FileView>>> FileArchive::keep(std::vector<Upload> uploads) {
  auto job = [this, &uploads](std::size_t) { return keep_blocking(uploads); };
  auto kept = co_await workers_.run(job);
  co_return kept;
}

FileContent FileArchive::read_blocking(const FileView& file) const {
  std::ifstream in(path_of(file.sha256), std::ios::binary);
  if (!in) throw std::runtime_error("stored file " + file.sha256 + " is missing");
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (to_hex(sha256(bytes)) != file.sha256) throw std::runtime_error("stored file " + file.sha256 + " is damaged");
  return {file, std::move(bytes)};
}

Task<FileContent> FileArchive::read(FileView file) {
  auto job = [this, &file](std::size_t) { return read_blocking(file); };
  auto content = co_await workers_.run(job);
  co_return content;
}

}  // namespace shanhai::catalog
