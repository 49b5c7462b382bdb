#include "common/http/file_answer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <system_error>

#include "common/http/attachment.hpp"
#include "common/http/problem.hpp"
#include "common/http/response_head.hpp"
#include "common/http/text.hpp"

namespace shanhai::http {
namespace {

// Held by Response::prepared, which it leaves empty: an answer's members are what every handler includes.
struct PartHolder {
  FilePart part;
  void operator()(const std::string*) const {}
};

std::optional<std::uint64_t> number(std::string_view digits) {
  std::uint64_t out = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (digits.empty() || failed != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return out;
}

enum class Asked { whole, part, nothing };

// Of "bytes=0-499", "bytes=500-", "bytes=-500".
Asked read_range(std::string_view header, std::uint64_t size, FilePart& out) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit) || header.find(',') != header.npos) return Asked::whole;
  header = trim(header.substr(kUnit.size()));
  const auto dash = header.find('-');
  if (dash == header.npos) return Asked::whole;
  const auto first = number(header.substr(0, dash)), last = number(header.substr(dash + 1));
  if (dash == 0) {
    if (!last) return Asked::whole;
    out.length = std::min(*last, size);
    out.offset = size - out.length;
    return out.length == 0 ? Asked::nothing : Asked::part;
  }
  if (!first || (!last && dash + 1 < header.size()) || (last && *last < *first)) return Asked::whole;
  if (*first >= size) return Asked::nothing;
  out.offset = *first;
  out.length = std::min(last.value_or(size - 1), size - 1) - *first + 1;
  return Asked::part;
}

}  // namespace

std::shared_ptr<const OpenFile> OpenFile::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) return nullptr;
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "open a file");
  struct stat known {};
  if (::fstat(descriptor, &known) != 0) {
    const int failed = errno;
    ::close(descriptor);
    throw std::system_error(failed, std::generic_category(), "look at a file");
  }
  return std::shared_ptr<const OpenFile>(new OpenFile(descriptor, static_cast<std::uint64_t>(known.st_size)));
}

OpenFile::~OpenFile() { ::close(descriptor_); }

std::size_t OpenFile::read(std::uint64_t offset, std::span<char> into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const auto count = ::pread(descriptor_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw std::system_error(errno, std::generic_category(), "read a file");
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

Response file_answer(const Request& request, std::shared_ptr<const OpenFile> file, const std::string& tag,
                     std::string media_type, std::string_view name) {
  const auto size = file->size();
  const auto quoted = '"' + tag + '"';
  FilePart part{std::move(file), 0, size};
  auto asked = Asked::whole;
  const auto if_range = trim(request.header("If-Range"));
  if (!request.header("Range").empty() && (if_range.empty() || if_range == quoted))
    asked = read_range(request.header("Range"), size, part);
  if (is_known_version(request.header("If-None-Match"), quoted)) {
    return Response::empty(304).with("ETag", quoted).with("Cache-Control", "private, no-store");
  }
  if (asked == Asked::nothing) {
    Error error;
    error.code = "range_not_satisfiable";
    error.fields.push_back(
        {"header/Range", "range_not_satisfiable", "the file has " + std::to_string(size) + " bytes"});
    return to_problem(416, error, request.language, request.trace.trace_id)
        .with("Content-Range", "bytes */" + std::to_string(size));
  }
  auto out = attachment(std::move(media_type), name, {}).with("ETag", quoted).with("Accept-Ranges", "bytes");
  if (asked == Asked::part) {
    out.status = 206;
    out.headers.emplace_back("Content-Range", "bytes " + std::to_string(part.offset) + '-' +
                                                  std::to_string(part.offset + part.length - 1) + '/' +
                                                  std::to_string(size));
  }
  out.prepared =
      std::shared_ptr<const std::string>(static_cast<const std::string*>(nullptr), PartHolder{std::move(part)});
  return out;
}

const FilePart* file_of(const Response& response) {
  const auto* holder = std::get_deleter<PartHolder>(response.prepared);
  return holder ? &holder->part : nullptr;
}

}  // namespace shanhai::http
