#include "common/db/server_error.hpp"

#include <gtest/gtest.h>

#include "common/db/connection.hpp"

namespace shanhai::db {
namespace {

TEST(ServerError, HasTheTypeThatTheCallerActsOn) {
  EXPECT_THROW(throw_server_error(1062, ""), DuplicateKey);
  for (const int code : {1213, 1205, 1020, 1105, 3101}) EXPECT_THROW(throw_server_error(code, ""), Retryable) << code;
  for (const int code : {2002, 2003, 2006, 2013, 1927, 1290, 2026})
    EXPECT_THROW(throw_server_error(code, ""), ConnectionLost) << code;
  for (const int code : {1064, 1146, 1406, 1317}) {
    try {
      throw_server_error(code, "text");
    } catch (const Retryable&) {
      FAIL() << code;
    } catch (const ConnectionLost&) {
      FAIL() << code;
    } catch (const DatabaseError& e) {
      EXPECT_EQ(e.code(), code);
    }
  }
}

TEST(ServerError, ADuplicateNamesItsKeyAndNoValue) {
  const char* messages[] = {"Duplicate entry '13800138000' for key 'account_phone'",
                            "Duplicate entry 'a' for key 'b' for key 'account_phone'"};
  for (const auto* message : messages) {
    try {
      throw_server_error(1062, message);
    } catch (const DuplicateKey& e) {
      EXPECT_STREQ(e.what(), "duplicate for key 'account_phone'");
    }
  }
  try {
    throw_server_error(1062, "in another language");
  } catch (const DuplicateKey& e) {
    EXPECT_STREQ(e.what(), "duplicate key");
  }
}

}  // namespace
}  // namespace shanhai::db
