// A file on disk as an answer, however long it is: read and sent in pieces, whole or from where a reader left off.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "common/http/message.hpp"

namespace shanhai::http {

// Open for reading until the last copy ends, also after its name is gone. Thread-safe.
class OpenFile {
 public:
  static std::shared_ptr<const OpenFile> open(const std::string& path);  // nullptr: there is none
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  std::uint64_t size() const { return size_; }  // when it was opened
  // Blocking. Gives how many bytes were read, 0 at the end. std::system_error.
  std::size_t read(std::uint64_t offset, std::span<char> into) const;

 private:
  OpenFile(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  const int descriptor_;
  const std::uint64_t size_;
};

struct FilePart {
  std::shared_ptr<const OpenFile> file;
  std::uint64_t offset = 0, length = 0;
};

// 200; 206 where the request asks for one range (RFC 9110, 14; If-Range by the tag); 304 where it knows the tag; 416
// where nothing of the range is there. Several ranges, and what is no range, are answered by the whole. `tag`: strong,
// without its quotes; the bytes under it never change. To be saved under `name`, and kept by no cache.
Response file_answer(const Request& request, std::shared_ptr<const OpenFile> file, const std::string& tag,
                     std::string media_type, std::string_view name);

// What of the answer is read from a file; nullptr: nothing.
const FilePart* file_of(const Response& response);

}  // namespace shanhai::http
