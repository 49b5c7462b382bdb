#include "common/auth/tokens.hpp"

#include <gtest/gtest.h>

#include "common/base/encoding.hpp"

namespace shanhai::auth {
namespace {

using std::chrono::seconds;

class TokensTest : public ::testing::Test {
 protected:
  TokensTest() {
    principal_.account = AccountId::make(clock_, random_);
    principal_.role = Role::supplier;
    principal_.organisation = OrganisationId::make(clock_, random_);
    principal_.region = "513431";
    principal_.administrator = true;
    principal_.session = "ses_1";
    verifier_.set_keys({{key_.id, key_.public_key}});
  }

  std::string sign(seconds lifetime = seconds(600)) {
    return sign_token(key_, "https://shanhai.example", principal_, "tok_1", clock_.now(), lifetime);
  }
  // A token of any header and claims, signed with the known key.
  std::string forge(const json::Object& header, const json::Object& claims) const {
    auto text = to_base64url(json::to_text(header)) + "." + to_base64url(json::to_text(claims));
    return text + "." + to_base64url(ed25519_sign(key_.secret, text));
  }
  json::Object header() const { return {{"alg", "EdDSA"}, {"typ", "at+jwt"}, {"kid", key_.id}}; }
  json::Object claims() const {
    const auto now = std::chrono::duration_cast<seconds>(clock_.now().time_since_epoch()).count();
    return {{"iss", "https://shanhai.example"},
            {"sub", principal_.account.str()},
            {"aud", "buyers"},
            {"iat", now},
            {"exp", now + 600},
            {"jti", "tok_1"},
            {"role", "consumer"}};
  }
  std::string code_of(std::string_view token) const {
    const auto verified = verifier_.verify(token);
    if (verified.has_value()) return "accepted";
    EXPECT_EQ(verified.error().kind, ErrorKind::unauthenticated);
    return verified.error().code;
  }

  ManualClock clock_{parse_rfc3339("2026-11-23T08:00:00Z").value()};
  SecureRandom random_;
  Principal principal_;
  SigningKey key_ = SigningKey::make(random_);
  TokenVerifier verifier_{"https://shanhai.example", clock_};
};

TEST_F(TokensTest, CarriesThePrincipal) {
  const auto read = verifier_.verify(sign());
  ASSERT_TRUE(read.has_value()) << read.error().code;
  EXPECT_EQ(read->account, principal_.account);
  EXPECT_EQ(read->role, Role::supplier);
  EXPECT_EQ(read->organisation, principal_.organisation);
  EXPECT_EQ(read->region, "513431");
  EXPECT_TRUE(read->administrator);
  EXPECT_EQ(read->session, "ses_1");
}

TEST_F(TokensTest, HoldsNothingOfThePerson) {
  const auto token = sign();
  const auto middle = token.substr(token.find('.') + 1);
  const auto text = from_base64url(middle.substr(0, middle.find('.'))).value();
  const auto document = json::parse_value(text).value();
  for (const auto& member : document.get_object()) {
    const std::string name(member.key());
    EXPECT_TRUE(std::string("iss sub aud iat exp jti role org region adm sid ").find(name + " ") != std::string::npos)
        << name;
  }
}

TEST_F(TokensTest, RefusesEveryChangedCharacter) {
  const auto token = sign();
  ASSERT_EQ(code_of(token), "accepted");
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char replacement : {'A', 'z', '_', '.', '='}) {
      if (token[i] == replacement) continue;
      auto changed = token;
      changed[i] = replacement;
      EXPECT_NE(code_of(changed), "accepted") << "place " << i << " " << replacement;
    }
  }
  EXPECT_EQ(code_of(token.substr(0, token.size() - 1)), "token_signature");
  EXPECT_EQ(code_of(token + "A"), "token_signature");
}

TEST_F(TokensTest, EndsAfterItsLifetime) {
  const auto token = sign();
  clock_.advance(seconds(629));
  EXPECT_EQ(code_of(token), "accepted") << "30 s of skew are forgiven";
  clock_.advance(seconds(1));
  EXPECT_EQ(code_of(token), "token_expired");
}

TEST_F(TokensTest, IsNotAcceptedBeforeItWasMade) {
  const auto token = sign();
  clock_.advance(-seconds(30));
  EXPECT_EQ(code_of(token), "accepted");
  clock_.advance(-seconds(1));
  EXPECT_EQ(code_of(token), "token_not_yet_valid");
}

TEST_F(TokensTest, TellsUnknownKeysToWhoeverFetchesThem) {
  int asked = 0;
  verifier_.on_unknown_key([&asked] { ++asked; });
  EXPECT_EQ(code_of(sign()), "accepted");
  EXPECT_EQ(asked, 0);
  const auto token = sign();
  const auto other = SigningKey::make(random_);
  verifier_.set_keys({{other.id, other.public_key}});
  EXPECT_EQ(code_of(token), "token_unknown_key");
  EXPECT_EQ(asked, 1);
}

TEST_F(TokensTest, ForgetsWhatItFoundGoodUnderAKeyThatIsWithdrawn) {
  const auto token = sign();
  ASSERT_EQ(code_of(token), "accepted");
  ASSERT_EQ(code_of(token), "accepted") << "remembered";
  const auto other = SigningKey::make(random_);
  verifier_.set_keys({{other.id, other.public_key}});
  EXPECT_EQ(code_of(token), "token_unknown_key");
  verifier_.set_keys({{key_.id, key_.public_key}});
  EXPECT_EQ(code_of(token), "accepted");
}

TEST_F(TokensTest, ARememberedTokenStillEnds) {
  const auto token = sign();
  ASSERT_EQ(code_of(token), "accepted");
  clock_.advance(seconds(630));
  EXPECT_EQ(code_of(token), "token_expired");
  clock_.advance(-seconds(661));
  EXPECT_EQ(code_of(token), "token_not_yet_valid");
}

TEST_F(TokensTest, RefusesAnotherIssuer) {
  const auto token = sign_token(key_, "https://other.example", principal_, "tok_1", clock_.now(), seconds(600));
  EXPECT_EQ(code_of(token), "token_issuer");
}

TEST_F(TokensTest, PinsAlgorithmAndType) {
  ASSERT_EQ(code_of(forge(header(), claims())), "accepted");
  for (const auto& [name, value] : std::vector<std::pair<std::string, json::Value>>{{"alg", "none"},
                                                                                    {"alg", "HS256"},
                                                                                    {"alg", "eddsa"},
                                                                                    {"alg", nullptr},
                                                                                    {"typ", "JWT"},
                                                                                    {"typ", nullptr},
                                                                                    {"kid", 7},
                                                                                    {"crit", json::Array{"exp"}}}) {
    auto changed = header();
    changed[name] = value;
    EXPECT_EQ(code_of(forge(changed, claims())), "token_missing_parts") << name << " " << json::to_text(value);
  }
  // HMAC with the public key as its secret, and no signature at all.
  auto hmac = header();
  hmac["alg"] = "HS256";
  const auto text = to_base64url(json::to_text(hmac)) + "." + to_base64url(json::to_text(claims()));
  EXPECT_EQ(code_of(text + "." + to_base64url(hmac_sha256(key_.public_key, text))), "token_missing_parts");
  const auto unsigned_text = to_base64url(json::to_text(header())) + "." + to_base64url(json::to_text(claims())) + ".";
  EXPECT_EQ(code_of(unsigned_text), "token_signature");
}

TEST_F(TokensTest, RequiresEveryClaim) {
  for (const auto* name : {"iss", "sub", "iat", "exp", "jti", "role"}) {
    auto changed = claims();
    changed.erase(name);
    EXPECT_EQ(code_of(forge(header(), changed)), "token_missing_parts") << name;
  }
  auto without = claims();
  without.erase("aud");
  EXPECT_EQ(code_of(forge(header(), without)), "token_audience");
}

TEST_F(TokensTest, AudienceAndRoleAgree) {
  auto changed = claims();
  changed["aud"] = "operators";
  EXPECT_EQ(code_of(forge(header(), changed)), "token_audience");
  changed["aud"] = json::Array{"buyers", "operators"};
  EXPECT_EQ(code_of(forge(header(), changed)), "token_audience");
  changed = claims();
  changed["role"] = "platform_operator";
  EXPECT_EQ(code_of(forge(header(), changed)), "token_audience");
  changed["aud"] = "operators";
  EXPECT_EQ(code_of(forge(header(), changed)), "token_missing_parts")
      << "a role other than consumer has an organisation";
  changed = claims();
  changed["org"] = principal_.organisation->str();
  EXPECT_EQ(code_of(forge(header(), changed)), "token_missing_parts") << "a consumer has none";
  changed = claims();
  changed["role"] = "emperor";
  EXPECT_EQ(code_of(forge(header(), changed)), "token_missing_parts");
}

TEST_F(TokensTest, RefusesWhatIsNoToken) {
  for (const std::string token : {"", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d", "\xff.\xff.\xff"}) {
    EXPECT_EQ(code_of(token), "token_missing_parts") << token;
  }
  EXPECT_EQ(code_of(std::string(1 << 20, 'a')), "token_missing_parts");
  EXPECT_EQ(code_of(sign() + "."), "token_missing_parts");
}

TEST(Audience, EachSurfaceHasItsOwn) {
  EXPECT_EQ(audience_of(Role::consumer), Audience::buyers);
  EXPECT_EQ(audience_of(Role::buyer_unit), Audience::buyers);
  EXPECT_EQ(audience_of(Role::supplier), Audience::suppliers);
  EXPECT_EQ(audience_of(Role::county_reviewer), Audience::reviewers);
  EXPECT_EQ(audience_of(Role::agency), Audience::agencies);
  EXPECT_EQ(audience_of(Role::platform_operator), Audience::operators);
}

}  // namespace
}  // namespace shanhai::auth
