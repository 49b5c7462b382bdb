// A blocking connection that sends the bytes it is given and reads answers, for tests of what is on the wire.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace shanhai::http {

struct RawAnswer {
  int status = 0;  // 0: the connection was closed before a whole answer came
  std::string status_line;
  std::multimap<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string header(const std::string& name) const;  // empty: absent
};

class RawConnection {
 public:
  explicit RawConnection(std::uint16_t port);  // 127.0.0.1
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  bool send(std::string_view bytes);  // false: the peer is gone
  RawAnswer read(bool head_only = false);
  RawAnswer ask(std::string_view bytes) {
    send(bytes);
    return read();
  }
  bool closed();                // waits for the end of the stream; false: more bytes came, or 10 s passed
  bool answers_within(int ms);  // something to read, or the end
  std::string read_bytes(std::size_t count);
  void close();
  void finish_sending();

 private:
  bool fill();
  int socket_;
  std::string input_;
};

}  // namespace shanhai::http
