#include "common/auth/password.hpp"

#include <gtest/gtest.h>

namespace shanhai::auth {
namespace {

TEST(Password, VerifiesWhatItHashed) {
  SecureRandom random;
  const auto phc = hash_password("青稞酒 and mountains", random);
  EXPECT_TRUE(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << phc;
  EXPECT_TRUE(verify_password("青稞酒 and mountains", phc));
  EXPECT_FALSE(verify_password("青稞酒 and mountain", phc));
  EXPECT_FALSE(verify_password("", phc));
  EXPECT_NE(phc, hash_password("青稞酒 and mountains", random)) << "the salt is random";
}

// From the reference implementation's test.c: password "password", salt "somesalt".
TEST(Password, ReadsHashesOfOthers) {
  constexpr auto kReference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  EXPECT_TRUE(verify_password("password", kReference));
  EXPECT_FALSE(verify_password("Password", kReference));
}

TEST(Password, RefusesWhatIsNoHash) {
  SecureRandom random;
  auto phc = hash_password("password", random);
  EXPECT_FALSE(verify_password("password", ""));
  EXPECT_FALSE(verify_password("password", "password"));
  EXPECT_FALSE(verify_password("password", phc.substr(0, phc.size() - 4)));
  phc[phc.find('$', 30) + 3] ^= 1;
  EXPECT_FALSE(verify_password("password", phc));
}

}  // namespace
}  // namespace shanhai::auth
