#include "services/identity/keys/domain.hpp"
#include "services/identity/keys/store.hpp"
#include "services/identity/sign_in/domain.hpp"
#include "tests/integration/identity/world.hpp"

namespace shanhai::identity {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class KeysTest : public World {
 protected:
  KeyRotation rotate() { return run(keys.rotate(platform_operator(), "yearly", call)).value(); }
  std::set<std::string> published() {
    std::set<std::string> out;
    for (const auto& key : keys.verifying_keys()) out.insert(key.id);
    return out;
  }
};

TEST_F(KeysTest, TheFirstKeySignsAtOnce) {
  EXPECT_EQ(published(), std::set{keys.signing_key().id});
  EXPECT_TRUE(verifier.verify(enter("13800138000").access_token).has_value());
}

TEST_F(KeysTest, ANewKeyIsPublishedBeforeItSignsAndTheOldOneVerifiesUntilItsTokensEnded) {
  const auto old_key = keys.signing_key().id;
  const auto rotated = rotate();
  EXPECT_EQ(published(), (std::set{old_key, rotated.kid}));
  EXPECT_EQ(rotated.signs_from, clock.now() + kKeyPublication);
  EXPECT_EQ(keys.signing_key().id, old_key);
  clock.advance(kKeyPublication - seconds(1));
  EXPECT_EQ(keys.signing_key().id, old_key);
  const auto last = enter("13800138000");
  clock.advance(seconds(1));
  EXPECT_EQ(keys.signing_key().id, rotated.kid);
  EXPECT_EQ(principal(enter("13800138000")).account, last.account_id);
  EXPECT_TRUE(verifier.verify(last.access_token).has_value());
  clock.advance(kAccessLifetime);
  EXPECT_TRUE(published().contains(old_key)) << "clocks differ";
  clock.advance(kKeyGrace);
  run(keys.reload());
  EXPECT_EQ(published(), std::set{rotated.kid});
  EXPECT_EQ(verifier.verify(last.access_token).error().code, "token_unknown_key");
}

TEST_F(KeysTest, ARetiredSecretIsDestroyed) {
  rotate();
  EXPECT_EQ(count("SELECT COUNT(*) FROM signing_key WHERE secret IS NULL"), 0);
  clock.advance(kKeyPublication + minutes(2));
  run(keys.reload());
  EXPECT_EQ(count("SELECT COUNT(*) FROM signing_key WHERE secret IS NULL"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM signing_key"), 2);
  enter("13800138000");
}

TEST_F(KeysTest, SecretsStandSealed) {
  const auto secret = keys.signing_key().secret;
  EXPECT_EQ(dump().find(secret), std::string::npos);
  EXPECT_NE(dump().find(keys.signing_key().public_key), std::string::npos) << "the dump shows binary columns";
}

TEST_F(KeysTest, AnotherMasterKeyIsNoticed) {
  const auth::Vault stranger(std::string(32, 'x'), std::string(32, 'l'), random);
  Environment other{service.database, stranger, random, clock, workers, [] {}, [] {}, {}};
  KeyRing ring(other, [](auto) {});
  EXPECT_THROW(run(ring.reload()), std::runtime_error);
  EXPECT_THROW(ring.signing_key(), Unavailable);
  EXPECT_TRUE(ring.verifying_keys().empty());
}

TEST_F(KeysTest, ProcessesThatStartAtOnceAgreeOnTheFirstKey) {
  fixture::ServiceDatabase fresh{"identity", {sql::common::kMigrations, sql::identity::kMigrations}, 4};
  Environment other{fresh.database, vault, random, clock, workers, [] {}, [] {}, {}};
  std::mutex mutex;
  std::set<std::string> ids;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      KeyRing ring(other, [](auto) {});
      fixture::run(ring.reload());
      const std::lock_guard lock(mutex);
      ids.insert(ring.signing_key().id);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(ids.size(), 1u);
}

TEST_F(KeysTest, AnOldKeyIsFollowedByOneNewOneHoweverManyProcessesSeeIt) {
  const auto old_key = keys.signing_key().id;
  clock.advance(kKeySigning - seconds(1));
  run(keys.reload());
  EXPECT_EQ(published(), std::set{old_key});
  clock.advance(seconds(1));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const db::ThreadGuard guard;
      KeyRing ring(environment, [](auto) {});
      fixture::run(ring.reload());
    });
  }
  for (auto& thread : threads) thread.join();
  run(keys.reload());
  EXPECT_EQ(count("SELECT COUNT(*) FROM signing_key"), 2);
  EXPECT_EQ(
      count("SELECT COUNT(*) FROM outbox WHERE event_type = 'identity.signing_key_added' AND actor = 'system' AND "
            "reason = 'age'"),
      1);
  EXPECT_EQ(keys.signing_key().id, old_key) << "published before it signs";
  clock.advance(kKeyPublication);
  EXPECT_NE(keys.signing_key().id, old_key);
  enter("13800138000");
}

TEST_F(KeysTest, RotationIsAnEvent) {
  const auto rotated = rotate();
  EXPECT_EQ(count("SELECT COUNT(*) FROM outbox WHERE event_type = 'identity.signing_key_added' AND reason = 'yearly'"),
            1);
  EXPECT_EQ(dump().find("\"secret\""), std::string::npos);
  EXPECT_EQ(rotated.verifying.size(), 2u);
}

}  // namespace
}  // namespace shanhai::identity
