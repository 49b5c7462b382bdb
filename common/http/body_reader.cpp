#include "common/http/body_reader.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "common/http/request_head.hpp"

namespace shanhai::http {

namespace beast_http = boost::beast::http;

namespace {

// Beast takes any byte in a quoted chunk extension. A proxy that ends a line at a bare line feed would read the rest of
// it as a chunk of its own.
struct RefuseControlCharacters {
  void operator()(std::uint64_t, boost::beast::string_view extensions, boost::system::error_code& failure) const {
    for (const unsigned char c : extensions) {
      if ((c < 0x20 && c != '\t') || c == 0x7f) failure = beast_http::error::bad_chunk_extension;
    }
  }
};

}  // namespace

struct BodyReader::Impl {
  RefuseControlCharacters on_chunk;
  beast_http::request_parser<beast_http::string_body> parser;
  State state = State::needs_more;
};

BodyReader::BodyReader(std::string_view head) : impl_(std::make_unique<Impl>()) {
  auto& parser = impl_->parser;
  parser.header_limit(static_cast<std::uint32_t>(kHeadLimitBytes));
  parser.body_limit(boost::none);  // the limit depends on the route, which nobody knows yet
  parser.on_chunk_header(impl_->on_chunk);
  parser.eager(false);
  boost::system::error_code failure;
  const auto taken = parser.put(boost::asio::buffer(head.data(), head.size()), failure);
  if (failure || taken != head.size() || !parser.is_header_done()) {
    impl_->state = State::malformed;
  } else if (parser.is_done()) {
    impl_->state = State::complete;
  }
  parser.eager(true);
}

BodyReader::~BodyReader() = default;

BodyReader::State BodyReader::state() const { return impl_->state; }

void BodyReader::limit(std::size_t bytes) {
  auto& parser = impl_->parser;
  if (impl_->state != State::needs_more) return;
  parser.body_limit(bytes);  // of chunks; a length is known before anything is read
  if (parser.content_length_remaining().value_or(0) > bytes) impl_->state = State::too_large;
}

std::size_t BodyReader::put(std::string_view bytes) {
  if (impl_->state != State::needs_more) return 0;
  boost::system::error_code failure;
  const auto taken = impl_->parser.put(boost::asio::buffer(bytes.data(), bytes.size()), failure);
  if (failure == beast_http::error::body_limit) {
    impl_->state = State::too_large;
  } else if (failure && failure != beast_http::error::need_more) {
    impl_->state = State::malformed;
  } else if (impl_->parser.is_done()) {
    impl_->state = State::complete;
  }
  return taken;
}

std::string BodyReader::take() { return std::move(impl_->parser.get().body()); }

}  // namespace shanhai::http
