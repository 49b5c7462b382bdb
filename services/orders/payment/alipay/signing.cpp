#include "services/orders/payment/alipay/signing.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "services/orders/notation.hpp"

namespace shanhai::orders::alipay {
namespace {

constexpr std::string_view kSignType = "RSA2";

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

void append_escaped(std::string& out, std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kDigits[byte >> 4], kDigits[byte & 0xf]};
    }
  }
}

// nullopt: a broken escape.
std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const auto byte = from_hex(text.substr(i + 1, 2));
      if (!byte || byte->size() != 1) return std::nullopt;
      out += *byte;
      i += 2;
    }
  }
  return out;
}

// Where the text of a JSON document's parts lies. The document was parsed before, so that it is well formed.
class Slicer {
 public:
  explicit Slicer(std::string_view text) : text_(text) {}

  // The raw text of a member of the outermost object, where it stands exactly once: a second one might be what a parser
  // takes and the signature does not cover.
  std::optional<std::string_view> member(std::string_view name) {
    std::optional<std::string_view> out;
    at_ = text_.find('{');
    if (at_ == text_.npos) return std::nullopt;
    ++at_;
    for (skip_space(); at_ < text_.size() && text_[at_] == '"'; skip_space()) {
      const auto key = string();
      skip_space();
      ++at_;  // the colon
      skip_space();
      const auto begin = at_;
      skip_value();
      if (key == name) {
        if (out) return std::nullopt;
        out = text_.substr(begin, at_ - begin);
      }
      skip_space();
      if (at_ < text_.size() && text_[at_] == ',') ++at_;
    }
    return out;
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  // Without its quotes, escapes as they stand.
  std::string_view string() {
    const auto begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    const auto end = std::min(at_, text_.size());
    at_ = std::min(end + 1, text_.size());
    return text_.substr(begin, end - begin);
  }
  void skip_value() {
    int depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        string();
      } else if (c == '{' || c == '[') {
        ++depth;
        ++at_;
      } else if (c == '}' || c == ']') {
        if (depth == 0) return;  // a number, true or null was the object's last
        --depth;
        ++at_;
      } else if (c == ',' && depth == 0) {
        return;
      } else {
        ++at_;
        continue;
      }
      if (depth == 0) return;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string node_name(std::string_view method) {
  std::string out(method);
  std::replace(out.begin(), out.end(), '.', '_');
  return out + "_response";
}

bool verifies(const RsaPublicKey& key, std::string_view content, std::string_view signature) {
  const auto bytes = from_base64(signature);
  return bytes && key.verify(content, *bytes);
}

}  // namespace

std::string signed_content(const Parameters& parameters, std::initializer_list<std::string_view> left_out) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (std::find(left_out.begin(), left_out.end(), name) != left_out.end()) continue;
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(value);
  }
  return out;
}

Parameters sign_request(const App& app, std::string_view method, const json::Object& biz_content,
                        const std::string& notify_url, Instant now) {
  Parameters out{{"app_id", app.id},
                 {"method", std::string(method)},
                 {"format", "JSON"},
                 {"charset", "utf-8"},
                 {"sign_type", std::string(kSignType)},
                 {"timestamp", to_china_text(now)},
                 {"version", "1.0"},
                 {"biz_content", json::to_text(biz_content)}};
  if (!notify_url.empty()) out["notify_url"] = notify_url;
  out["sign"] = to_base64(app.key.sign(signed_content(out, {"sign"})));
  return out;
}

std::string print_form(const Parameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    append_escaped(out, name);
    out += '=';
    append_escaped(out, value);
  }
  return out;
}

Result<Parameters> parse_form(std::string_view body) {
  const auto malformed = Error::unprocessable("notice_malformed", "not a form of named parameters, each once");
  Parameters out;
  for (std::size_t at = 0; at <= body.size();) {
    const auto end = std::min(body.find('&', at), body.size());
    const auto pair = body.substr(at, end - at);
    const auto equals = pair.find('=');
    if (equals == pair.npos || equals == 0) return malformed;
    auto name = unescaped(pair.substr(0, equals)), value = unescaped(pair.substr(equals + 1));
    if (!name || !value || !is_valid_utf8(*name) || !is_valid_utf8(*value)) return malformed;
    if (!out.emplace(std::move(*name), std::move(*value)).second) return malformed;
    at = end + 1;
  }
  return out;
}

Result<void> check_notice(const App& app, const Parameters& notice) {
  const auto sign = notice.find("sign"), type = notice.find("sign_type");
  if (sign == notice.end() || sign->second.empty() || type == notice.end())
    return Error::unauthenticated("signature_missing");
  if (type->second != kSignType) return Error::unauthenticated("signature_type");
  if (!verifies(app.alipay_key, signed_content(notice, {"sign", "sign_type"}), sign->second))
    return Error::unauthenticated("signature_invalid");
  return {};
}

Result<json::Value> open_answer(const App& app, std::string_view method, std::string_view body) {
  const auto parsed = json::parse_value(body);
  if (parsed.has_error() || !parsed->is_object()) return Error::unprocessable("answer_malformed");
  const auto node = Slicer(body).member(node_name(method));
  const auto sign = Slicer(body).member("sign");
  if (!node) return Error::unprocessable("answer_malformed");
  if (!sign || sign->size() < 2) return Error::unauthenticated("signature_missing");
  // Base64 may come with its slashes escaped.
  const auto signature = json::parse_value(*sign);
  if (signature.has_error() || !signature->is_string()) return Error::unauthenticated("signature_missing");
  if (!verifies(app.alipay_key, *node, std::string_view(signature->get_string())))
    return Error::unauthenticated("signature_invalid");
  return json::parse_value(*node);
}

void sign_notice(const RsaPrivateKey& alipay_key, Parameters& notice) {
  notice["sign_type"] = kSignType;
  notice["sign"] = to_base64(alipay_key.sign(signed_content(notice, {"sign", "sign_type"})));
}

std::string close_answer(const RsaPrivateKey& alipay_key, std::string_view method, std::string_view node) {
  return "{\"" + node_name(method) + "\":" + std::string(node) + ",\"sign\":\"" + to_base64(alipay_key.sign(node)) +
         "\"}";
}

}  // namespace shanhai::orders::alipay
