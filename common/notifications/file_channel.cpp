#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "common/notifications/notifications.hpp"

namespace shanhai::notifications {
namespace {

[[noreturn]] void fail(const std::string& what, const std::string& path) {
  throw std::runtime_error(what + ' ' + path + ": " + std::strerror(errno));
}

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags, mode_t mode = 0)
      : value_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {
    if (value_ < 0) fail("cannot open", path);
  }
  ~Descriptor() { ::close(value_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int value() const { return value_; }

 private:
  int value_;
};

void write_synced(const std::string& path, std::string_view text) {
  const Descriptor file(path, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW, 0600);
  if (::fchmod(file.value(), 0600) != 0) fail("cannot protect", path);
  while (!text.empty()) {
    const auto count = ::write(file.value(), text.data(), text.size());
    if (count < 0 && errno != EINTR) fail("cannot write", path);
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(file.value()) != 0) fail("cannot write", path);
}

}  // namespace

FileChannel::FileChannel(std::string directory) : directory_(std::move(directory)) {
  std::error_code failed;
  const auto parent = std::filesystem::absolute(directory_).parent_path();
  std::filesystem::create_directories(parent, failed);
  if (::mkdir(directory_.c_str(), 0700) != 0 && errno != EEXIST) fail("cannot make directory", directory_);
  const Descriptor opened(directory_, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  struct stat found {};
  if (::fstat(opened.value(), &found) != 0) fail("cannot examine", directory_);
  if (found.st_uid != ::geteuid()) throw std::runtime_error("directory " + directory_ + " belongs to somebody else");
  if (::fchmod(opened.value(), 0700) != 0) fail("cannot protect", directory_);
}

void FileChannel::send(const Message& message) {
  const json::Object content{{"phone", message.phone}, {"text", message.text}};
  const auto final_path = directory_ + '/' + message.id.str() + ".json";
  const auto written_path =
      directory_ + "/." + message.id.str() + ".new";  // an attempt that broke off is overwritten by the next
  write_synced(written_path, json::to_text(content) + '\n');
  if (::rename(written_path.c_str(), final_path.c_str()) != 0) fail("cannot rename", written_path);
  const Descriptor opened(directory_, O_RDONLY | O_DIRECTORY);
  if (::fsync(opened.value()) != 0) fail("cannot write", directory_);
}

}  // namespace shanhai::notifications
