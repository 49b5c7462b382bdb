#include "common/http/target.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/pchars.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url_view.hpp>

#include "common/base/encoding.hpp"

namespace shanhai::http {
namespace {

bool is_text(std::string_view decoded) {
  for (const unsigned char c : decoded) {
    if (c < 0x20 || c == 0x7f) return false;
  }
  return is_valid_utf8(decoded);
}

std::string decode(boost::urls::pct_string_view encoded, bool plus_is_space) {
  boost::urls::encoding_opts options;
  options.space_as_plus = plus_is_space;
  return encoded.decode(options);
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
  const auto parsed = boost::urls::parse_origin_form(boost::urls::string_view(target.data(), target.size()));
  if (!parsed) return Error::invalid_field("path", "invalid_target", "the request's target is not a path with a query");
  Target out;
  for (const auto segment : parsed->encoded_segments()) {
    out.segments.push_back(decode(segment, false));
    if (!is_text(out.segments.back())) return Error::invalid_field("path", "invalid_text");
    out.path += '/' + out.segments.back();
  }
  if (out.path.empty()) out.path = "/";
  for (const auto& pair : parsed->encoded_params()) {
    if (pair.key.empty() && !pair.has_value) continue;  // "a=1&&b=2"
    auto name = decode(pair.key, true), value = decode(pair.value, true);
    if (!is_text(name) || !is_text(value)) {
      return Error::invalid_field(is_text(name) ? "query/" + name : "query", "invalid_text");
    }
    out.query.emplace_back(std::move(name), std::move(value));
  }
  return out;
}

std::string encode_path(std::string_view path) {
  return boost::urls::encode(boost::urls::string_view(path.data(), path.size()), boost::urls::pchars + '/');
}

std::string encode_query(std::string_view text) {
  return boost::urls::encode(boost::urls::string_view(text.data(), text.size()), boost::urls::unreserved_chars);
}

}  // namespace shanhai::http
