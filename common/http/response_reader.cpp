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

  void begin() {
    parser.emplace();
    parser->header_limit(kHeadLimit);
    parser->body_limit(kBodyLimitBytes);
    parser->eager(true);
  }
};

ResponseReader::ResponseReader() : impl_(std::make_unique<Impl>()) { impl_->begin(); }

ResponseReader::~ResponseReader() = default;

ResponseReader::State ResponseReader::state() const { return impl_->state; }

bool ResponseReader::started() const { return impl_->started; }

std::size_t ResponseReader::put(std::string_view bytes) {
  if (impl_->state != State::needs_more || bytes.empty()) return 0;
  impl_->started = true;
  boost::system::error_code failure;
  const auto taken = impl_->parser->put(boost::asio::buffer(bytes.data(), bytes.size()), failure);
  judge(failure && failure != beast_http::error::need_more);
  return taken;
}

void ResponseReader::put_end() {
  if (impl_->state != State::needs_more) return;
  boost::system::error_code failure;
  if (impl_->parser->got_some()) impl_->parser->put_eof(failure);
  judge(failure.failed() || !impl_->parser->is_done());
}

void ResponseReader::judge(bool failed) {
  if (failed) {
    impl_->state = State::malformed;
  } else if (impl_->parser->is_done()) {
    if (impl_->parser->get().result_int() / 100 == 1) return impl_->begin();  // 100 Continue, 103 Early Hints
    impl_->state = State::complete;
  }
}

bool ResponseReader::keep_alive() const { return impl_->parser->keep_alive(); }

ClientResponse ResponseReader::take() {
  auto& message = impl_->parser->get();
  ClientResponse out;
  out.status = static_cast<int>(message.result_int());
  for (const auto& field : message) out.headers.emplace(std::string(field.name_string()), std::string(field.value()));
  out.body = std::move(message.body());
  return out;
}

}  // namespace shanhai::http
