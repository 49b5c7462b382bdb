#include "common/http/websocket_frame.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "common/base/encoding.hpp"
#include "common/http/text.hpp"

namespace shanhai::http {
namespace {

constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455, 1.3
constexpr std::size_t kKeyBytes = 16;
constexpr std::uint8_t kFinal = 0x80, kReserved = 0x70, kMasked = 0x80;
constexpr std::size_t kControlMax = 125;

std::string sha1(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, EVP_sha1(), nullptr) != 1)
    throw std::runtime_error("SHA-1 is not to be had");
  return std::string(reinterpret_cast<const char*>(out.data()), length);
}

bool lists(const Request& request, std::string_view header, std::string_view word) {
  const auto [first, last] = request.headers.equal_range(header);
  for (auto field = first; field != last; ++field) {
    for (const auto member : split(field->second, ',')) {
      if (same_word(trim(member), word)) return true;
    }
  }
  return false;
}

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) out = out << 8 | byte_at(bytes, i);
  return out;
}

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xff));
}

FrameScan violation() {
  FrameScan out;
  out.violation = true;
  return out;
}

bool is_known(std::uint8_t opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

// RFC 6455, 7.4: codes that an endpoint may send.
bool may_be_sent(std::uint64_t code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

}  // namespace

bool wants_websocket(const Request& request) {
  return lists(request, "Upgrade", "websocket") && lists(request, "Connection", "upgrade");
}

Result<std::string> accept_websocket(const Request& request) {
  if (request.header("Sec-WebSocket-Version") != "13") {
    auto error = Error::invalid_field("header/Sec-WebSocket-Version", "unknown_value", "13");
    error.code = "websocket_version";
    return error;
  }
  const std::string key(request.header("Sec-WebSocket-Key"));
  const auto nonce = from_base64(key);
  if (!nonce || nonce->size() != kKeyBytes || request.headers.count("Sec-WebSocket-Key") != 1)
    return Error::invalid_field("header/Sec-WebSocket-Key", "invalid_value", "16 bytes in base64");
  return to_base64(sha1(key + std::string(kGuid)));
}

std::string print_frame(Opcode opcode, std::string_view payload) {
  std::string out;
  out.reserve(payload.size() + 10);
  out.push_back(static_cast<char>(kFinal | static_cast<std::uint8_t>(opcode)));
  if (payload.size() <= kControlMax) {
    out.push_back(static_cast<char>(payload.size()));
  } else if (payload.size() <= 0xffff) {
    out.push_back(126);
    append_big_endian(out, payload.size(), 2);
  } else {
    out.push_back(127);
    append_big_endian(out, payload.size(), 8);
  }
  return out.append(payload);
}

std::string close_payload(WebSocketClose code, std::string_view reason) {
  std::string out;
  append_big_endian(out, static_cast<std::uint16_t>(code), 2);
  return out.append(reason.substr(0, kControlMax - 2));  // reasons are ours, and ASCII
}

FrameScan scan_frame(std::string_view bytes) {
  if (bytes.size() < 2) return {};
  const auto first = byte_at(bytes, 0), second = byte_at(bytes, 1);
  const std::uint8_t opcode = first & 0x0f;
  if ((first & kReserved) || !is_known(opcode) || !(second & kMasked)) return violation();
  std::uint64_t length = second & ~kMasked;
  const bool control = opcode >= 8;
  if (control && (!(first & kFinal) || length > kControlMax)) return violation();
  const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
  const std::size_t head = 2 + extended + 4;
  if (bytes.size() < head) return {};
  if (extended > 0) {
    length = big_endian(bytes.substr(2, extended));
    const bool shortest = extended == 2 ? length > kControlMax : length > 0xffff;
    if (!shortest || length >> 63) return violation();
  }
  FrameScan out;
  out.frame.opcode = static_cast<Opcode>(opcode);
  out.used = head;
  if (!control) {
    out.frame.rest = length;
    return out;
  }
  if (bytes.size() < head + length) return {};
  const auto mask = bytes.substr(head - 4, 4);
  for (std::size_t i = 0; i < length; ++i) out.frame.payload.push_back(bytes[head + i] ^ mask[i % 4]);
  out.used = head + length;
  return out;
}

WebSocketClose answer_to_close(std::string_view payload) {
  if (payload.empty()) return WebSocketClose::normal;
  if (payload.size() == 1) return WebSocketClose::protocol_error;
  const auto code = big_endian(payload.substr(0, 2));
  if (!may_be_sent(code)) return WebSocketClose::protocol_error;
  if (!is_valid_utf8(payload.substr(2))) return WebSocketClose::invalid_payload;
  return static_cast<WebSocketClose>(code);
}

}  // namespace shanhai::http
