#include <gtest/gtest.h>

#include "common/auth/tokens.hpp"
#include "common/base/encoding.hpp"

namespace shanhai::auth {
namespace {

struct Vector {
  const char *secret, *public_key, *message, *signature;
};

// RFC 8032, section 7.1, tests 1 to 3.
constexpr Vector kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
     "55"
     "141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
     "00"
     "d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc"
     "02"
     "7beceea1ec40a"},
};

TEST(Ed25519, SignsAsTheStandardDoes) {
  for (const auto& vector : kVectors) {
    const auto secret = from_hex(vector.secret).value(), message = from_hex(vector.message).value();
    EXPECT_EQ(to_hex(ed25519_sign(secret, message)), vector.signature);
    EXPECT_EQ(to_hex(SigningKey::from_secret(secret).public_key), vector.public_key);
    EXPECT_TRUE(ed25519_verify(from_hex(vector.public_key).value(), message, from_hex(vector.signature).value()));
  }
}

TEST(Ed25519, RefusesEveryChangedBit) {
  const auto& vector = kVectors[2];
  const auto key = from_hex(vector.public_key).value();
  auto message = from_hex(vector.message).value(), signature = from_hex(vector.signature).value();
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    signature[bit / 8] ^= static_cast<char>(1 << bit % 8);
    EXPECT_FALSE(ed25519_verify(key, message, signature)) << "bit " << bit;
    signature[bit / 8] ^= static_cast<char>(1 << bit % 8);
  }
  message[0] ^= 1;
  EXPECT_FALSE(ed25519_verify(key, message, signature));
}

TEST(Ed25519, RefusesWrongLengths) {
  const auto& vector = kVectors[0];
  const auto key = from_hex(vector.public_key).value(), signature = from_hex(vector.signature).value();
  EXPECT_FALSE(ed25519_verify(key, "", signature.substr(1)));
  EXPECT_FALSE(ed25519_verify(key, "", signature + "a"));
  EXPECT_FALSE(ed25519_verify(key.substr(1), "", signature));
  EXPECT_THROW(ed25519_sign("short", ""), std::logic_error);
}

// RFC 8037, appendix A: the same key as JWK, its thumbprint (RFC 7638), and a JWS.
TEST(Ed25519, NamesKeysAsTheStandardDoes) {
  const auto key = SigningKey::from_secret(from_base64url("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").value());
  EXPECT_EQ(to_base64url(key.public_key), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
  EXPECT_EQ(key.id, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  EXPECT_EQ(to_base64url(ed25519_sign(key.secret, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

TEST(Jwks, SurvivesWritingAndReading) {
  SecureRandom random;
  const auto first = SigningKey::make(random), second = SigningKey::make(random);
  EXPECT_NE(first.id, second.id);
  const auto document = jwks({{first.id, first.public_key}, {second.id, second.public_key}});
  const auto read = parse_jwks(json::Value(document));
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].id, first.id);
  EXPECT_EQ((*read)[1].public_key, second.public_key);
}

TEST(Jwks, IgnoresKeysOfOtherKindsAndRefusesBrokenOnes) {
  const auto parse = [](std::string_view text) { return parse_jwks(json::parse_value(text).value()); };
  const auto others = parse(R"({"keys":[{"kty":"RSA","kid":"a","n":"AQ","e":"AQAB"},
        {"kty":"OKP","crv":"X25519","kid":"b","x":"AA"},
        {"kty":"OKP","crv":"Ed25519","use":"enc","kid":"c","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        {"kty":"OKP","crv":"Ed25519","alg":"none","kid":"d","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})");
  ASSERT_TRUE(others.has_value());
  EXPECT_TRUE(others->empty());
  const auto no_kid =
      parse(R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})");
  ASSERT_TRUE(no_kid.has_error());
  EXPECT_EQ(no_kid.error().fields.at(0).pointer, "/keys/0/kid");
  const auto short_key = parse(R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","x":"AAAA"}]})");
  ASSERT_TRUE(short_key.has_error());
  EXPECT_EQ(short_key.error().fields.at(0).pointer, "/keys/0/x");
  EXPECT_TRUE(parse(R"({"keys":{}})").has_error());
  EXPECT_TRUE(parse("[]").has_error());
}

}  // namespace
}  // namespace shanhai::auth
