#include "common/db/server_error.hpp"

#include <algorithm>
#include <iterator>

#include "common/db/connection.hpp"

namespace shanhai::db {
namespace {

constexpr int kDuplicateKey = 1062;

// 3101: Group Replication refused at certification. 3572: NOWAIT on MySQL (MariaDB says 1205).
constexpr int kRetryable[] = {1020, 1105, 1205, 1213, 3101, 3572};

// The connector's own (20xx, and 0 for a connection it has closed), a killed or ending session, and a server that has
// become read-only (a former primary): all call for another connection. 2014 is a connection out of step, of no use
// either.
constexpr int kConnectionLost[] = {0,    1047, 1053, 1077, 1079, 1080, 1152, 1158, 1159, 1160,
                                   1161, 1184, 1290, 1836, 1927, 2000, 2002, 2003, 2005, 2006,
                                   2012, 2013, 2014, 2026, 2027, 2045, 2055, 3032, 3169, 4031};

// Names of tables, columns and keys only; other texts may quote what somebody typed.
[[maybe_unused]] constexpr int kPlainMessages[] = {1020, 1046, 1048, 1049, 1050, 1051, 1052, 1054, 1060,
                                                   1061, 1072, 1091, 1104, 1142, 1143, 1146, 1176, 1205,
                                                   1213, 1264, 1317, 1364, 1406, 1690, 1792, 1969, 3024};

template <std::size_t N>
bool contains(const int (&codes)[N], int code) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

// "Duplicate entry 'VALUES' for key 'NAME'" without the values.
std::string duplicate_key_message(const std::string& message) {
  const auto at = message.rfind(" for key ");
  return at == std::string::npos ? "duplicate key" : "duplicate" + message.substr(at);
}

std::string message_for_logs(int code, const std::string& message) {
  if (code == kDuplicateKey) return duplicate_key_message(message);
#ifdef NDEBUG
  const bool plain = contains(kPlainMessages, code) || ends_connection(code);
#else
  const bool plain = true;  // whoever writes a statement wants to read why it is refused
#endif
  const auto number = "database error " + std::to_string(code);
  return plain ? number + ": " + message : number;
}

}  // namespace

Failure classify(int code) {
  if (code == kDuplicateKey) return Failure::duplicate_key;
  if (contains(kRetryable, code)) return Failure::retryable;
  if (contains(kConnectionLost, code)) return Failure::connection_lost;
  return Failure::other;
}

void throw_server_error(int code, const std::string& message) {
  const auto text = message_for_logs(code, message);
  switch (classify(code)) {
    case Failure::duplicate_key:
      throw DuplicateKey(code, text);
    case Failure::retryable:
      throw Retryable(code, text);
    case Failure::connection_lost:
      throw ConnectionLost(code, text);
    case Failure::other:
      break;
  }
  throw DatabaseError(code, text);
}

}  // namespace shanhai::db
