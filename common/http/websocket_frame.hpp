// Bytes of the WebSocket protocol (RFC 6455): the handshake, and frames as a server reads and writes them. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/http/websocket.hpp"

namespace shanhai::http {

// Does the request ask for a WebSocket, in whatever version?
bool wants_websocket(const Request& request);
// Sec-WebSocket-Accept. invalid: header/Sec-WebSocket-Key, header/Sec-WebSocket-Version (answered 426).
Result<std::string> accept_websocket(const Request& request);

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

std::string print_frame(Opcode opcode, std::string_view payload);  // whole and unmasked
std::string close_payload(WebSocketClose code, std::string_view reason);

struct IncomingFrame {
  Opcode opcode = Opcode::text;
  std::string payload;     // of control frames, unmasked
  std::uint64_t rest = 0;  // payload of other frames, which stands behind `used`
  bool is_control() const { return opcode >= Opcode::close; }
};
struct FrameScan {
  std::size_t used = 0;  // bytes; 0: more are needed
  IncomingFrame frame;
  bool violation = false;  // of the protocol
};
// The frame that `bytes` begin with; at most 14 bytes are needed, of control frames 131.
FrameScan scan_frame(std::string_view bytes);

// What the payload of a peer's close frame deserves: its own code again, or that of a complaint.
WebSocketClose answer_to_close(std::string_view payload);

}  // namespace shanhai::http
