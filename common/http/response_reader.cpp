#include "common/http/response_reader.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

namespace shanhai::http {

namespace beast_http = boost::beast::http;

namespace {
constexpr std::uint32_t kHeadLimit = 64 * 1024;
}

struct ResponseReader::Impl {
  std::optional<beast_http::response_parser<beast_http::string_body>> parser;
  State state = State::needs_more;
  bool started = false;
  std::size_t body_bytes_max;
  bool cuts, cut = false;

  void begin() {
    parser.emplace();
    parser->header_limit(kHeadLimit);
    parser->body_limit(body_bytes_max);
    parser->eager(true);
  }
};

ResponseReader::ResponseReader(std::size_t body_bytes_max, bool cuts) : impl_(std::make_unique<Impl>()) {
  impl_->body_bytes_max = body_bytes_max;
  impl_->cuts = cuts;
  impl_->begin();
}

ResponseReader::~ResponseReader() = default;

ResponseReader::State ResponseReader::state() const { return impl_->state; }

bool ResponseReader::started() const { return impl_->started; }

std::size_t ResponseReader::put(std::string_view bytes) {
  if (impl_->state != State::needs_more || bytes.empty()) return 0;
  impl_->started = true;
  boost::system::error_code failure;
  const auto taken = impl_->parser->put(boost::asio::buffer(bytes.data(), bytes.size()), failure);
  if (failure == beast_http::error::need_more) failure = {};
  judge(failure);
  return taken;
}

void ResponseReader::put_end() {
  if (impl_->state != State::needs_more) return;
  boost::system::error_code failure;
  if (impl_->parser->got_some()) impl_->parser->put_eof(failure);
  if (!failure && !impl_->parser->is_done()) failure = beast_http::error::partial_message;
  judge(failure);
}

void ResponseReader::judge(boost::system::error_code failure) {
  if (failure == beast_http::error::body_limit && impl_->cuts) {
    impl_->cut = true;
    impl_->state = State::complete;
  } else if (failure) {
    impl_->state = State::malformed;
  } else if (impl_->parser->is_done()) {
    if (impl_->parser->get().result_int() / 100 == 1) return impl_->begin();  // 100 Continue, 103 Early Hints
    impl_->state = State::complete;
  }
}

bool ResponseReader::keep_alive() const { return !impl_->cut && impl_->parser->keep_alive(); }

ClientResponse ResponseReader::take() {
  auto& message = impl_->parser->get();
  ClientResponse out;
  out.status = static_cast<int>(message.result_int());
  for (const auto& field : message) out.headers.emplace(std::string(field.name_string()), std::string(field.value()));
  out.body = std::move(message.body());
  return out;
}

}  // namespace shanhai::http
