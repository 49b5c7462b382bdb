#include "common/auth/sealing.hpp"

#include <gtest/gtest.h>

#include "common/base/encoding.hpp"

namespace shanhai::auth {
namespace {

// Gives the same bytes every time: for published vectors.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(std::string bytes) : bytes_(std::move(bytes)) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(bytes_.at(i));
  }

 private:
  std::string bytes_;
};

// McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16.
TEST(Sealing, IsAes256Gcm) {
  FixedRandom nonce(from_hex("cafebabefacedbaddecaf888").value());
  const auto key = from_hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308").value();
  const auto plain =
      from_hex(
          "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
          "b16aedf5aa0de657ba637b39")
          .value();
  const auto context = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2").value();
  EXPECT_EQ(to_hex(seal(key, plain, context, nonce)),
            "01"
            "cafebabefacedbaddecaf888"
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e63"
            "93ba7a0abcc9f662"
            "76fc6ece0f4e1768cddf8853bb2d551b");
}

class SealingTest : public ::testing::Test {
 protected:
  SecureRandom random_;
  const std::string key_ = std::string(32, 'k');
  const Vault vault_{std::string(32, 'm'), std::string(32, 'l'), random_};
};

TEST_F(SealingTest, OpensWhatItSealed) {
  for (const std::size_t size : {0u, 1u, 15u, 16u, 17u, 4096u, 1u << 20}) {
    std::string plain(size, '\0');
    random_.fill({reinterpret_cast<std::uint8_t*>(plain.data()), plain.size()});
    EXPECT_EQ(unseal(key_, seal(key_, plain, "phone", random_), "phone"), plain) << size;
  }
  EXPECT_NE(seal(key_, "same", "phone", random_), seal(key_, "same", "phone", random_));
}

TEST_F(SealingTest, RefusesEveryChangedBitAndEveryCut) {
  auto sealed = seal(key_, "13800138000", "account.phone", random_);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    sealed[bit / 8] ^= static_cast<char>(1 << bit % 8);
    EXPECT_EQ(unseal(key_, sealed, "account.phone"), std::nullopt) << "bit " << bit;
    sealed[bit / 8] ^= static_cast<char>(1 << bit % 8);
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(unseal(key_, sealed.substr(0, size), "account.phone"), std::nullopt) << "size " << size;
  }
  EXPECT_EQ(unseal(key_, sealed + "x", "account.phone"), std::nullopt);
  EXPECT_EQ(unseal(key_, sealed, "account.name"), std::nullopt);
  EXPECT_EQ(unseal(std::string(32, 'x'), sealed, "account.phone"), std::nullopt);
  EXPECT_EQ(unseal(key_, sealed, "account.phone"), "13800138000");
}

TEST_F(SealingTest, RefusesKeysOfAnotherLength) {
  EXPECT_THROW(seal("short", "plain", "", random_), std::logic_error);
  EXPECT_THROW(unseal(std::string(33, 'k'), "sealed", ""), std::logic_error);
  EXPECT_THROW(Vault("short", std::string(32, 'l'), random_), std::logic_error);
  EXPECT_THROW(Vault(std::string(32, 'm'), "", random_), std::logic_error);
}

TEST_F(SealingTest, ADataKeyBelongsToItsSubject) {
  const auto anna = vault_.make_data_key("account:anna"), bert = vault_.make_data_key("account:bert");
  const auto sealed = vault_.seal_with(anna, "account:anna", "13800138000", "phone");
  EXPECT_EQ(vault_.open_with(anna, "account:anna", sealed, "phone"), "13800138000");
  EXPECT_EQ(vault_.open_with(anna, "account:bert", sealed, "phone"), std::nullopt);
  EXPECT_EQ(vault_.open_with(bert, "account:bert", sealed, "phone"), std::nullopt);
  EXPECT_EQ(vault_.open_with(anna, "account:anna", sealed, "address"), std::nullopt);
  EXPECT_EQ(vault_.open_with("", "account:anna", sealed, "phone"), std::nullopt);  // erased
  EXPECT_THROW(vault_.seal_with("", "account:anna", "13800138000", "phone"), std::runtime_error);
}

TEST_F(SealingTest, AnotherMasterKeyOpensNothing) {
  const Vault other(std::string(32, 'o'), std::string(32, 'l'), random_);
  const auto key = vault_.make_data_key("account:anna");
  const auto sealed = vault_.seal_with(key, "account:anna", "13800138000", "phone");
  EXPECT_EQ(other.open_with(key, "account:anna", sealed, "phone"), std::nullopt);
  const auto direct = vault_.seal_directly("signing secret", "key:1");
  EXPECT_EQ(vault_.open_directly(direct, "key:1"), "signing secret");
  EXPECT_EQ(vault_.open_directly(direct, "key:2"), std::nullopt);
  EXPECT_EQ(other.open_directly(direct, "key:1"), std::nullopt);
}

TEST_F(SealingTest, LooksUpByKeyedHash) {
  EXPECT_EQ(vault_.lookup_hash("13800138000"), hmac_sha256(std::string(32, 'l'), "13800138000"));
  EXPECT_NE(vault_.lookup_hash("13800138000"), vault_.lookup_hash("13800138001"));
}

}  // namespace
}  // namespace shanhai::auth
