// How a session writes answers that handlers made.
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "common/http/problem.hpp"
#include "common/http/session.hpp"
#include "common/http/text.hpp"
#include "common/telemetry/log.hpp"

namespace shanhai::http {
namespace {

constexpr std::size_t kCompressHereBytes = 32 * 1024;   // about half a millisecond; longer ones go to a worker
constexpr std::size_t kLingerBytes = 32 * 1024 * 1024;  // more than any body that a route takes
constexpr std::size_t kPieceBytes = 256 * 1024;
constexpr std::uint64_t kFileBytesPerSecond = 64 * 1024;  // who reads a file more slowly is cut off, and may go on
constexpr std::chrono::seconds kLingerTime{1};

std::string_view header_of(const Response& response, std::string_view name) {
  for (const auto& header : response.headers) {
    if (same_word(header.first, name)) return header.second;
  }
  return {};
}

// What the answer owes to the request's conditions and to who asked.
void complete_headers(Response& response, const Request& request) {
  const bool reads = request.method == Method::get;
  if (reads && response.status == 200 &&
      is_known_version(request.header("If-None-Match"), header_of(response, "ETag"))) {
    response.status = 304;
    response.body.clear();
  }
  if (request.principal && header_of(response, "Cache-Control").empty()) {
    response.headers.emplace_back("Cache-Control", "no-store");
  }
}

std::string compress_with(Gzip& gzip, const std::string& body) { return gzip.compress(body); }

}  // namespace

Task<> Session::compress(Response& response, const Request& request) {
  if (!is_worth_compressing(response.content_type, response.body.size())) co_return;
  // A strong tag names bytes; another coding would need another tag.
  if (!header_of(response, "Content-Encoding").empty() || !header_of(response, "ETag").empty()) co_return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (weight_of(request.header("Accept-Encoding"), "gzip").value_or(0) == 0) co_return;
  if (response.body.size() <= kCompressHereBytes) {
    response.body = compress_with(thread_.gzip, response.body);
  } else {
    auto work = [body = &response.body](std::size_t) {
      Gzip gzip;
      return compress_with(gzip, *body);
    };
    try {
      auto packed = co_await thread_.server.compressor.run(std::move(work));
      response.body = std::move(packed);
    } catch (const Unavailable&) {
      co_return;  // too busy to compress is no reason not to answer
    }
  }
  response.headers.emplace_back("Content-Encoding", "gzip");
}

Task<bool> Session::send(Response response, const Request& request, std::size_t label) {
  if (abandoned_) co_return false;
  if (response.prepared) {
    queue_prepared(std::move(response.prepared), label, request.trace.trace_id);
    co_return true;  // run() writes it
  }
  complete_headers(response, request);
  co_await compress(response, request);
  if (abandoned_) co_return false;
  phase_ = Phase::writing;
  std::string head;
  const auto* file = file_of(response);
  try {
    const auto bytes = file ? file->length : response.body.size();
    head = print_head(response, bytes, thread_.date.at(std::time(nullptr)), persistence());
  } catch (const std::logic_error& e) {
    telemetry::log_error("http.exception", {{"reason", e.what()}, {"trace_id", request.trace.trace_id}});
    response = to_problem(Error::internal({}), request.language, request.trace.trace_id);
    file = nullptr;
    head = print_head(response, response.body.size(), thread_.date.at(std::time(nullptr)), persistence());
  }
  if (persistence() == Persistence::close) closing_ = true;
  if (file && method_ != "HEAD") {
    const auto bytes = head.size() + file->length;
    const bool all = co_await write_file(std::move(head), *file);
    record(request, label, response.status, all ? bytes : 0);
    co_return all;
  }
  const std::string_view body = method_ == "HEAD" ? std::string_view() : std::string_view(response.body);
  const bool written = co_await write(head, body);
  record(request, label, response.status, written ? head.size() + body.size() : 0);
  co_return written;
}

Task<bool> Session::write(std::string_view head, std::string_view body) {
  std::array<asio::const_buffer, 2> buffers{asio::buffer(head.data(), head.size()),
                                            asio::buffer(body.data(), body.size())};
  boost::system::error_code failure;
  std::size_t sent = socket_.write_some(buffers, failure);
  if (failure && failure != asio::error::would_block) {
    abandoned_ = true;
    co_return false;
  }
  if (failure) sent = 0;
  if (sent == head.size() + body.size()) co_return true;
  for (auto& buffer : buffers) {
    const auto part = std::min(sent, buffer.size());
    buffer += part;
    sent -= part;
  }
  co_await asio::async_write(socket_, buffers, asio::redirect_error(use_task, failure));
  if (failure) abandoned_ = true;
  co_return !failure;
}

// What was promised is sent whole, or the connection ends: a reader sees by its length that something is missing.
Task<bool> Session::write_file(std::string head, FilePart part) {
  deadline_ += std::chrono::seconds(part.length / kFileBytesPerSecond);
  const auto piece = std::make_shared<std::string>();
  while (part.length > 0) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(part.length, kPieceBytes));
    auto read = [part, piece, wanted](std::size_t) {
      piece->resize(wanted);
      return part.file->read(part.offset, {piece->data(), wanted});
    };
    std::size_t count = 0;
    try {
      count = co_await thread_.server.compressor.run(read);
    } catch (const std::exception& e) {
      telemetry::log_error("http.file", {{"reason", e.what()}});
    }
    if (abandoned_) co_return false;
    if (count != wanted) {
      close();
      co_return false;
    }
    const bool written = co_await write(head, *piece);
    if (!written) co_return false;
    head.clear();
    part.offset += wanted;
    part.length -= wanted;
  }
  if (head.empty()) co_return true;
  const bool written = co_await write(head, {});
  co_return written;
}

// A socket closed over unread bytes resets the connection, and the peer may never see the answer: so read on for a
// moment.
Task<> Session::linger() {
  boost::system::error_code failure;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, failure);
  phase_ = Phase::lingering;
  deadline_ = std::chrono::steady_clock::now() + kLingerTime;
  std::size_t discarded = 0;
  while (!failure && discarded < kLingerBytes) {
    input_.consume(input_.view().size());
    discarded += co_await socket_.async_read_some(input_.space(), asio::redirect_error(use_task, failure));
  }
}

void Session::record(const Request& request, std::size_t label, int status, std::uint64_t bytes) {
  CompletedRequest completed;
  completed.method = method_;
  completed.label = label;
  completed.status = status;
  completed.duration = std::chrono::steady_clock::now() - began_;
  completed.bytes = bytes;
  completed.trace_id = request.trace.trace_id;
  if (request.principal) completed.role = request.principal->role;
  thread_.log.record(completed);
}

}  // namespace shanhai::http
