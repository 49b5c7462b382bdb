#include <thread>

#include "common/base/encoding.hpp"
#include "tests/integration/identity/world.hpp"

namespace shanhai::identity {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto kPhone = "13800138000";
constexpr auto kOther = "13900139000";

class SignInTest : public World {
 protected:
  SignInRequest by_code(const std::string& phone, const std::string& code) {
    SignInRequest request;
    request.phone = phone;
    request.code = code;
    return request;
  }
  SignInRequest by_password(const std::string& phone, const std::string& password) {
    SignInRequest request;
    request.phone = phone;
    request.password = password;
    return request;
  }
  std::string code_of(const Result<IssuedTokens>& outcome) { return outcome ? "signed in" : outcome.error().code; }
  static std::string wrong(const std::string& code) { return code == "000000" ? "000001" : "000000"; }
  void set_password(const std::string& phone, const std::string& password) {
    PasswordChange change;
    change.password = password;
    const auto done = run(accounts.change_password(person(phone), change, call));
    ASSERT_TRUE(done.has_value()) << done.error().code;
  }
};

TEST_F(SignInTest, TheFirstTimeRegisters) {
  const auto tokens = enter(kPhone);
  EXPECT_EQ(tokens.token_type, "Bearer");
  EXPECT_EQ(tokens.expires_in, 600);
  EXPECT_EQ(tokens.role, auth::Role::consumer);
  EXPECT_EQ(principal(tokens).account, tokens.account_id);
  EXPECT_EQ(enter(kPhone).account_id, tokens.account_id) << "the second time finds the account";
  EXPECT_NE(enter(kOther).account_id, tokens.account_id);
  EXPECT_EQ(count("SELECT COUNT(*) FROM outbox WHERE event_type = 'identity.account_registered'"), 2);
}

TEST_F(SignInTest, ACodeServesOnce) {
  const auto code = ask_code(kPhone);
  EXPECT_EQ(code_of(sign_in(by_code(kPhone, code))), "signed in");
  EXPECT_EQ(code_of(sign_in(by_code(kPhone, code))), "invalid_credentials");
}

TEST_F(SignInTest, ANewCodeReplacesTheOld) {
  const auto first = ask_code(kPhone);
  auto second = ask_code(kPhone);
  if (first == second) second = ask_code(kPhone);  // one in a million
  EXPECT_EQ(code_of(sign_in(by_code(kPhone, first))), "invalid_credentials");
  EXPECT_EQ(code_of(sign_in(by_code(kPhone, second))), "signed in");
}

TEST_F(SignInTest, ACodeEndsAfterFiveMinutes) {
  const auto code = ask_code(kPhone), late = ask_code(kOther);
  clock.advance(minutes(5) - seconds(1));
  EXPECT_EQ(code_of(sign_in(by_code(kPhone, code))), "signed in");
  clock.advance(seconds(1));
  EXPECT_EQ(code_of(sign_in(by_code(kOther, late))), "invalid_credentials");
}

TEST_F(SignInTest, ACodeIsForItsPhoneOnly) {
  const auto code = ask_code(kPhone);
  ask_code(kOther);
  EXPECT_EQ(code_of(sign_in(by_code(kOther, wrong(code) == code ? "" : code))), "invalid_credentials");
  EXPECT_EQ(code_of(sign_in(by_code(kPhone, code))), "signed in");
}

TEST_F(SignInTest, FiveWrongAttemptsSpendACode) {
  const auto code = ask_code(kPhone);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(code_of(sign_in(by_code(kPhone, wrong(code)))), "invalid_credentials") << i;
  EXPECT_EQ(code_of(sign_in(by_code(kPhone, code))), "invalid_credentials") << "spent, although right";
}

TEST_F(SignInTest, GuessingManyCodesAtOnceIsNoWayAroundTheCount) {
  const auto code = ask_code(kPhone);
  std::vector<std::thread> threads;
  std::atomic<int> refused{0}, paused{0}, entered{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const db::ThreadGuard guard;
      for (int j = 0; j < 5; ++j) {
        auto guess = std::to_string(100000 + i * 5 + j);
        if (guess == code) continue;
        const auto outcome = code_of(sign_in(by_code(kPhone, guess)));
        if (outcome == "invalid_credentials") ++refused;
        if (outcome == "sign_in_paused") ++paused;
        if (outcome == "signed in") ++entered;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(entered, 0);
  EXPECT_EQ(refused, 6) << "five free ones and the one that began the pause";
  EXPECT_GE(paused, 30);
  EXPECT_EQ(count("SELECT attempts_left FROM one_time_code"), 0);
}

TEST_F(SignInTest, WrongPasswordsPauseLongerAndLonger) {
  set_password(kPhone, "correct horse");
  for (int i = 0; i < 6; ++i)
    EXPECT_EQ(code_of(sign_in(by_password(kPhone, "wrong horse"))), "invalid_credentials") << i;
  auto paused = sign_in(by_password(kPhone, "correct horse"));
  ASSERT_TRUE(paused.has_error());
  EXPECT_EQ(paused.error().kind, ErrorKind::too_many_requests);
  EXPECT_EQ(paused.error().code, "sign_in_paused");
  EXPECT_EQ(paused.error().retry_after, seconds(30));
  clock.advance(seconds(30));
  EXPECT_EQ(code_of(sign_in(by_password(kPhone, "wrong horse"))), "invalid_credentials");
  paused = sign_in(by_password(kPhone, "correct horse"));
  ASSERT_TRUE(paused.has_error());
  EXPECT_EQ(paused.error().retry_after, seconds(60));
  clock.advance(seconds(60));
  EXPECT_EQ(code_of(sign_in(by_password(kPhone, "correct horse"))), "signed in");
  EXPECT_EQ(code_of(sign_in(by_password(kPhone, "wrong horse"))), "invalid_credentials") << "forgiven";
}

TEST_F(SignInTest, GuessingAPasswordDoesNotLockItsOwnerOut) {
  set_password(kPhone, "correct horse");
  for (int i = 0; i < 7; ++i) sign_in(by_password(kPhone, "wrong horse"));
  EXPECT_EQ(code_of(sign_in(by_password(kPhone, "correct horse"))), "sign_in_paused");
  EXPECT_EQ(code_of(sign_in(by_code(kPhone, ask_code(kPhone)))), "signed in") << "a code still does";
}

// Whoever has one network can spend what is allowed there, and nothing of what the owner needs elsewhere.
TEST_F(SignInTest, OneNetworkKeepsNobodyOutOfTheirAccount) {
  set_password(kPhone, "correct horse");
  const Call attacker{"198.51.100.9", "", notifications::Language::zh};
  std::string codes, by_codes, by_passwords;
  for (int i = 0; i < 12; ++i) {
    const auto sent = run(sign_ins.send_code({kPhone, CodePurpose::sign_in}, attacker));
    codes = sent ? "sent" : sent.error().code;
    by_codes = code_of(run(sign_ins.sign_in(by_code(kPhone, "000000"), attacker)));
    by_passwords = code_of(run(sign_ins.sign_in(by_password(kPhone, "wrong horse"), attacker)));
  }
  EXPECT_EQ(codes, "code_requests_paused");
  EXPECT_EQ(by_codes, "sign_in_paused");
  EXPECT_EQ(by_passwords, "sign_in_paused");
  EXPECT_EQ(code_of(sign_in(by_password(kPhone, "correct horse"))), "signed in");
  EXPECT_EQ(code_of(sign_in(by_code(kPhone, ask_code(kPhone)))), "signed in");
  // A day of it, as fast as the pauses allow.
  const auto tomorrow = clock.now() + std::chrono::hours(24);
  while (clock.now() < tomorrow) {
    const auto tried = run(sign_ins.sign_in(by_code(kPhone, "000000"), attacker));
    const auto asked = run(sign_ins.send_code({kPhone, CodePurpose::sign_in}, attacker));
    ASSERT_TRUE(tried.has_error());
    const auto wait = tried.error().retry_after.value_or(seconds(1));
    clock.advance(asked ? seconds(1) : std::min(wait, asked.error().retry_after.value_or(seconds(1))));
  }
  EXPECT_EQ(code_of(sign_in(by_password(kPhone, "correct horse"))), "signed in");
  EXPECT_EQ(code_of(sign_in(by_code(kPhone, ask_code(kPhone)))), "signed in");
}

TEST_F(SignInTest, ManyNetworksTogetherGuessOnlySoOften) {
  set_password(kPhone, "correct horse");
  int let_through = 0;
  std::string last;
  for (int network = 0; network < 60 && last != "sign_in_paused"; ++network) {
    const Call from{"192.0.2." + std::to_string(network), "", notifications::Language::zh};
    last = code_of(run(sign_ins.sign_in(by_password(kPhone, "wrong horse"), from)));
    if (last == "invalid_credentials") ++let_through;
  }
  EXPECT_EQ(let_through, 26) << "twenty-five, and the one that begins the pause";
  EXPECT_EQ(last, "sign_in_paused");
}

TEST_F(SignInTest, OneAddressTryingManyPhonesIsPaused) {
  std::string last;
  int tried = 0;
  for (; tried < 80 && last != "sign_in_paused"; ++tried) {
    last = code_of(sign_in(by_code("137" + std::to_string(10000000 + tried), "000000")));
  }
  EXPECT_EQ(tried, 52) << "fifty, the one that begins the pause, and the one that meets it";
  const auto elsewhere = run(sign_ins.sign_in(by_code(kPhone, "000000"), {"198.51.100.9", ""}));
  EXPECT_EQ(code_of(elsewhere), "invalid_credentials") << "others go on";
}

// An unknown phone, one without a password and one with another password are told apart by nothing.
TEST_F(SignInTest, DoesNotTellWhetherAPhoneIsKnown) {
  set_password(kPhone, "correct horse");
  person(kOther);
  const auto ask = [this](const std::string& phone) { return sign_in(by_password(phone, "wrong horse")).error(); };
  const auto with = ask(kPhone), without = ask(kOther), unknown = ask("13700137000");
  for (const auto& error : {without, unknown}) {
    EXPECT_EQ(error.kind, with.kind);
    EXPECT_EQ(error.code, with.code);
    EXPECT_EQ(error.detail, with.detail);
    EXPECT_EQ(error.extensions, with.extensions);
  }
  for (int i = 0; i < 6; ++i) ask("13700137000");
  EXPECT_EQ(ask("13700137000").code, "sign_in_paused") << "an unknown phone is paused like a known one";
  const auto sent = run(sign_ins.send_code({"13600136000", CodePurpose::sign_in}, call));
  EXPECT_TRUE(sent.has_value()) << "and gets a code like a known one";
}

// The fastest of several rounds each: an unknown phone must cost the same slow hash.
TEST_F(SignInTest, TakesAsLongForAnUnknownPhone) {
  set_password(kPhone, "correct horse");
  const auto measure = [this](const std::string& phone) {
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(code_of(sign_in(by_password(phone, "wrong horse"))), "invalid_credentials");
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  double known = 1e9, unknown = 1e9;
  for (int i = 0; i < 10; ++i) {
    known = std::min(known, measure(kPhone));
    unknown = std::min(unknown, measure("13700137000"));
    clock.advance(std::chrono::hours(24));
  }
  EXPECT_GT(unknown / known, 0.6);
  EXPECT_LT(unknown / known, 1.7);
}

TEST_F(SignInTest, CodesAreNotSentWithoutEnd) {
  for (int i = 0; i < 6; ++i)
    EXPECT_TRUE(run(sign_ins.send_code({kPhone, CodePurpose::sign_in}, call)).has_value()) << i;
  const auto paused = run(sign_ins.send_code({kPhone, CodePurpose::sign_in}, call));
  ASSERT_TRUE(paused.has_error());
  EXPECT_EQ(paused.error().code, "code_requests_paused");
  EXPECT_EQ(paused.error().retry_after, seconds(60));
  last_message(kPhone);
  EXPECT_EQ(pigeon.to(kPhone).size(), 6u);
}

TEST_F(SignInTest, NamesWhatIsWrongInTheRequest) {
  const auto pointer = [this](SignInRequest request) {
    const auto outcome = sign_in(std::move(request));
    return outcome.has_error() && !outcome.error().fields.empty() ? outcome.error().fields[0].pointer : "none";
  };
  EXPECT_EQ(pointer(by_code("12345678901", "123456")), "/phone");
  EXPECT_EQ(pointer(by_password("1380013800a", "x")), "/phone");
  SignInRequest neither;
  neither.phone = kPhone;
  EXPECT_EQ(pointer(neither), "/code");
  auto both = by_code(kPhone, "123456");
  both.password = "x";
  EXPECT_EQ(pointer(both), "/password");
  const auto sent = run(sign_ins.send_code({"12345678901", CodePurpose::sign_in}, call));
  ASSERT_TRUE(sent.has_error());
  EXPECT_EQ(sent.error().fields.at(0).pointer, "/phone");
}

TEST_F(SignInTest, MessagesComeInTheLanguageAskedFor) {
  EXPECT_TRUE(run(sign_ins.send_code({kPhone, CodePurpose::sign_in}, call)).has_value());
  EXPECT_NE(last_message(kPhone).find("验证码"), std::string::npos);
  auto english = call;
  english.language = notifications::Language::en;
  EXPECT_TRUE(run(sign_ins.send_code({kOther, CodePurpose::sign_in}, english)).has_value());
  EXPECT_NE(last_message(kOther).find("Your code is"), std::string::npos);
}

TEST_F(SignInTest, NothingReadableStaysInTheDatabase) {
  set_password(kPhone, "correct horse");
  const auto tokens = enter(kPhone);
  const auto code = ask_code(kPhone);
  sign_in(by_password(kPhone, "wrong horse"));
  const auto all = dump();
  ASSERT_NE(all.find("session.role=consumer"), std::string::npos) << "the dump shows what is there";
  for (const auto& secret : {std::string(kPhone), code, std::string("correct horse"), std::string("wrong horse"),
                             tokens.refresh_token, tokens.access_token, call.address}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
    EXPECT_EQ(all.find(sha256(secret)), std::string::npos) << "a plain hash of few digits is no secret";
  }
}

}  // namespace
}  // namespace shanhai::identity
