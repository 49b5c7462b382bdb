#include "common/runtime/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace shanhai::runtime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::string complaint(const std::function<void()>& call) {
  try {
    call();
  } catch (const SettingsError& error) {
    return error.what();
  }
  return "(no SettingsError)";
}

class SettingsFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "settings.XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string write(const std::string& name, const std::string& text) {
    const auto path = directory_ / name;
    std::ofstream(path) << text;
    return path.string();
  }
  std::filesystem::path directory_;
};

TEST(Settings, ReadsEveryKindOfValue) {
  const auto settings = Settings::parse(R"(
    [server]
    listen = "127.0.0.1:8080"
    threads = 4
    open = true
    proxies = ["10.0.0.1", "10.0.0.2"]
    [database.orders]
    password = "山海"
  )",
                                        {});
  EXPECT_EQ(settings.text("server.listen"), "127.0.0.1:8080");
  EXPECT_EQ(settings.integer("server.threads", 2), 4);
  EXPECT_TRUE(settings.flag("server.open", false));
  EXPECT_THAT(settings.list("server.proxies"), ElementsAre("10.0.0.1", "10.0.0.2"));
  EXPECT_EQ(settings.text("database.orders.password"), "山海");
}

TEST(Settings, FallbacksStandInForWhatIsMissing) {
  const auto settings = Settings::parse("", {});
  EXPECT_EQ(settings.text("a.b", "x"), "x");
  EXPECT_EQ(settings.integer("a.c", 7, 1, 3), 7);
  EXPECT_TRUE(settings.flag("a.d", true));
  EXPECT_THAT(settings.list("a.e"), IsEmpty());
  EXPECT_FALSE(settings.has("a.b"));
}

TEST(Settings, EnvironmentWinsOverTheFile) {
  const auto settings = Settings::parse("[database.orders]\npassword = \"file\"\n[server]\nthreads = 1",
                                        {{"SHANHAI_DATABASE__ORDERS__PASSWORD", "environment"},
                                         {"SHANHAI_SERVER__INTERNAL_LISTEN", "127.0.0.1:9"},
                                         {"SHANHAI_SERVER__PROXIES", "10.0.0.1, 10.0.0.2 ,"},
                                         {"SHANHAI_LOCAL", "no setting"},
                                         {"PATH", "no setting"}});
  EXPECT_EQ(settings.text("database.orders.password"), "environment");
  EXPECT_EQ(settings.text("server.internal_listen"), "127.0.0.1:9");
  EXPECT_THAT(settings.list("server.proxies"), ElementsAre("10.0.0.1", "10.0.0.2"));
  EXPECT_EQ(settings.integer("server.threads", 0), 1);
  EXPECT_THAT(settings.unread(), IsEmpty());
}

TEST(Settings, MissingKeyIsNamedWithItsEnvironmentName) {
  const auto settings = Settings::parse("", {});
  EXPECT_EQ(complaint([&] { settings.text("database.orders.password"); }),
            "database.orders.password is missing (environment: SHANHAI_DATABASE__ORDERS__PASSWORD)");
}

TEST(Settings, WrongValueIsNamedButNeverShown) {
  const auto settings = Settings::parse("[a]\nsecret = \"hunter2\"\nnumber = 70000", {});
  for (const auto& text :
       {complaint([&] { settings.secret_bytes("a.secret", 32); }), complaint([&] { settings.integer("a.secret", 0); }),
        complaint([&] { settings.flag("a.secret", false); })}) {
    EXPECT_THAT(text, StartsWith("a.secret is "));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
  EXPECT_EQ(complaint([&] { settings.integer("a.number", 0, 1, 65535); }), "a.number is at most 65535");
  EXPECT_EQ(complaint([&] { settings.integer("a.number", 0, 80000, 90000); }), "a.number is at least 80000");
}

TEST(Settings, RefusesValuesItHasNoUseFor) {
  EXPECT_EQ(complaint([] { Settings::parse("[a]\nb = 1.5", {}); }),
            "a.b is a text, a whole number, true, false or a list of texts");
  EXPECT_EQ(complaint([] { Settings::parse("[a]\nb = [1, 2]", {}); }), "a.b is a list of texts without commas");
  EXPECT_EQ(complaint([] { Settings::parse("[a]\nb = [\"x,y\"]", {}); }), "a.b is a list of texts without commas");
  EXPECT_THAT(complaint([] { Settings::parse("[a]\nb = \n", {}); }), StartsWith("settings line 2: "));
}

TEST(Settings, SecretBytesAreHex) {
  const auto settings = Settings::parse("[secrets]\nkey = \"00ff10\"", {});
  EXPECT_EQ(settings.secret_bytes("secrets.key", 3), std::string("\x00\xff\x10", 3));
}

TEST(Settings, KeysNobodyAskedForAreReported) {
  const auto settings = Settings::parse("[server]\nlisten = \"a\"\nlistn = \"b\"\n[sever]\nthreads = 1",
                                        {{"SHANHAI_REDIS__ADRESS", "x"}});
  (void)settings.text("server.listen");
  (void)settings.text("redis.address", "");
  EXPECT_THAT(settings.unread(), ElementsAre("redis.adress", "server.listn", "sever.threads"));
  EXPECT_THAT(settings.unread(false), ElementsAre("redis.adress", "server.listn"));
}

TEST_F(SettingsFile, SecretComesFromItsFile) {
  const auto secret = write("secret", "s3cret\n");
  const auto settings = Settings::parse("[internal]\ntoken_file = \"" + secret + "\"", {});
  EXPECT_EQ(settings.text("internal.token"), "s3cret");
  EXPECT_TRUE(settings.has("internal.token"));
  EXPECT_THAT(settings.unread(), IsEmpty());
  const auto by_environment = Settings::parse("", {{"SHANHAI_INTERNAL__TOKEN_FILE", secret}});
  EXPECT_EQ(by_environment.text("internal.token"), "s3cret");
}

TEST_F(SettingsFile, ValueAndFileOfOneKeyAreRefused) {
  const auto secret = write("secret", "s3cret");
  const auto settings = Settings::parse("[internal]\ntoken = \"x\"\ntoken_file = \"" + secret + "\"", {});
  EXPECT_EQ(complaint([&] { settings.text("internal.token"); }),
            "internal.token and internal.token_file are both given: only one may be");
}

TEST_F(SettingsFile, UnreadableFilesAreNamed) {
  const auto absent = (directory_ / "absent").string();
  EXPECT_EQ(complaint([&] { Settings::load(absent); }), "settings file " + absent + ": No such file or directory");
  const auto settings = Settings::parse("[internal]\ntoken_file = \"" + absent + "\"", {});
  EXPECT_EQ(complaint([&] { settings.text("internal.token"); }),
            "internal.token_file " + absent + ": No such file or directory");
  const auto wrong = write("wrong.toml", "[a]\n\nb = = 1\n");
  EXPECT_THAT(complaint([&] { Settings::load(wrong); }), StartsWith(wrong + " line 3: "));
}

TEST_F(SettingsFile, LoadReadsTheProcessEnvironment) {
  const auto path = write("settings.toml", "[test]\nname = \"file\"\n");
  ::setenv("SHANHAI_TEST__NAME", "environment", 1);
  const auto settings = Settings::load(path);
  ::unsetenv("SHANHAI_TEST__NAME");
  EXPECT_EQ(settings.text("test.name"), "environment");
}

}  // namespace
}  // namespace shanhai::runtime
