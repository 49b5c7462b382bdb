#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <set>

#include "common/notifications/notifications.hpp"
#include "sql/common_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::notifications {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr Template kTemplates[] = {
    {"test.code", "验证码 {code}", "Your code is {code}"},
    {"test.plain", "已发货", "Shipped"},
};
constexpr db::Query kAll{
    "test.all", "SELECT id, recipient, parameters, state, attempts, last_failure FROM notification ORDER BY id"};

struct Stored {
  NotificationId id;
  std::string recipient, parameters, state, last_failure;
  std::int64_t attempts;
};

// Fails as often as it is told, before or after it has delivered.
class UnreliableChannel final : public Channel {
 public:
  explicit UnreliableChannel(Channel& below) : below_(below) {}
  void send(const Message& message) override {
    ++calls;
    if (fail_before > 0) {
      --fail_before;
      throw std::runtime_error("provider is away");
    }
    below_.send(message);
    if (fail_after > 0) {
      --fail_after;
      throw std::runtime_error("answer was lost");
    }
  }
  std::atomic<int> calls{0}, fail_before{0}, fail_after{0};

 private:
  Channel& below_;
};

class Contacts final : public ContactBook {
 public:
  Task<Result<std::vector<std::string>>> phones_of(const Recipient& recipient) override {
    if (away) co_return Error::unavailable("identity_away");
    const auto found = phones.find(recipient.organisation.value_or(OrganisationId()));
    co_return found == phones.end() ? std::vector<std::string>() : found->second;
  }
  bool away = false;
  std::map<OrganisationId, std::vector<std::string>> phones;
};

class SenderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "outbox.XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
    files_ = std::make_unique<FileChannel>(directory_.string());
    channel_ = std::make_unique<UnreliableChannel>(*files_);
    sender_ = make_sender(vault_);
  }
  void TearDown() override {
    background_.stop();
    fs::remove_all(directory_);
  }

  std::unique_ptr<Sender> make_sender(const auth::Vault& vault) {
    return std::make_unique<Sender>(service_.database, vault, contacts_, *channel_, workers_, kTemplates, background_);
  }
  void enqueue_one(const Recipient& recipient, std::string_view name = "test.code") {
    service_.transaction([&](db::Tx& tx) -> Result<void> {
      enqueue(tx, vault_, service_.random, recipient, name, {{"code", "123456"}});
      return {};
    });
  }
  static Recipient phone(std::string number, std::optional<Language> language = {}) {
    return {{}, {}, std::move(number), language};
  }
  std::int64_t run() { return fixture::run(sender_->run_once()); }
  std::vector<Stored> stored() {
    return *service_.transaction([](db::Tx& tx) -> Result<std::vector<Stored>> {
      std::vector<Stored> out;
      for (const auto& row : tx.query(kAll)) {
        out.push_back({row.get<NotificationId>("id"), row.get<std::string>("recipient"),
                       row.get<std::string>("parameters"), row.get<std::string>("state"),
                       row.get<std::string>("last_failure"), row.get<std::int64_t>("attempts")});
      }
      return out;
    });
  }
  std::map<std::string, json::Value> delivered() const {
    std::map<std::string, json::Value> out;
    for (const auto& entry : fs::directory_iterator(directory_)) {
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      out[entry.path().filename().string()] = json::parse_value(text.str()).value();
    }
    return out;
  }

  fixture::ServiceDatabase service_{"notifications", {sql::common::kMigrations}};
  auth::Vault vault_{std::string(32, 'm'), std::string(32, 'l'), service_.random};
  Workers workers_{2, 64};
  Contacts contacts_;
  Background background_{
      [](const std::string& loop, const std::string& what) { ADD_FAILURE() << loop << ": " << what; }};
  fs::path directory_;
  std::unique_ptr<FileChannel> files_;
  std::unique_ptr<UnreliableChannel> channel_;
  std::unique_ptr<Sender> sender_;
};

TEST_F(SenderTest, SendsWhatWasCommittedAndWipesIt) {
  enqueue_one(phone("13800000001"));
  const auto queued = stored();
  ASSERT_EQ(queued.size(), 1u);
  EXPECT_EQ(queued[0].recipient.find("13800000001"), std::string::npos) << "sealed";
  EXPECT_EQ(queued[0].parameters.find("123456"), std::string::npos) << "sealed";
  EXPECT_EQ(run(), 1);
  const auto sent = stored();
  EXPECT_EQ(sent[0].state, "sent");
  EXPECT_EQ(sent[0].recipient + sent[0].parameters, "");
  const auto files = delivered();
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files.begin()->first, sent[0].id.str() + ".json");
  EXPECT_EQ(files.begin()->second.at("phone").as_string(), "13800000001");
  EXPECT_EQ(files.begin()->second.at("text").as_string(), "验证码 123456");
  EXPECT_EQ(run(), 0);
  EXPECT_EQ(channel_->calls, 1);
}

TEST_F(SenderTest, NothingIsSentOfATransactionThatRolledBack) {
  const auto refused = service_.transaction([&](db::Tx& tx) -> Result<void> {
    enqueue(tx, vault_, service_.random, phone("13800000001"), "test.plain", {});
    return Error::conflict("test");
  });
  EXPECT_TRUE(refused.has_error());
  EXPECT_EQ(run(), 0);
  EXPECT_TRUE(delivered().empty());
}

TEST_F(SenderTest, FailingChannelIsTriedAgainAndOneFileIsLeft) {
  channel_->fail_before = 2;
  channel_->fail_after = 1;
  enqueue_one(phone("13800000001"));
  EXPECT_EQ(run(), 0);
  EXPECT_EQ(stored()[0].last_failure, "provider is away");
  EXPECT_EQ(run(), 0) << "not before its time";
  EXPECT_EQ(channel_->calls, 1);
  service_.clock.advance(5s);
  EXPECT_EQ(run(), 0);
  service_.clock.advance(15s);
  EXPECT_EQ(run(), 0);
  EXPECT_EQ(stored()[0].last_failure, "answer was lost");
  service_.clock.advance(60s);
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(stored()[0].state, "sent");
  EXPECT_EQ(channel_->calls, 4);
  ASSERT_EQ(delivered().size(), 1u);
  struct stat found {};
  ASSERT_EQ(::stat((directory_ / delivered().begin()->first).c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0600u);
  ASSERT_EQ(::stat(directory_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0700u);
}

TEST_F(SenderTest, GivesUpAfterEightAttemptsInAboutAnHour) {
  channel_->fail_before = 1000;
  enqueue_one(phone("13800000001"));
  std::chrono::seconds took = 0s;
  while (stored()[0].state == "queued" && took < 24h) {
    run();
    service_.clock.advance(5s);
    took += 5s;
  }
  EXPECT_EQ(channel_->calls, 8);
  EXPECT_GE(took, 55min);
  EXPECT_LE(took, 65min);
  EXPECT_EQ(stored()[0].state, "failed");
  EXPECT_EQ(stored()[0].recipient + stored()[0].parameters, "") << "wiped";
}

TEST_F(SenderTest, SenderThatDiedIsFollowedByAnotherAfterAMinute) {
  enqueue_one(phone("13800000001"));
  // What a sender commits before it sends; then it dies.
  service_.transaction([&](db::Tx& tx) -> Result<void> {
    tx.execute(db::Query{"test.claim", "UPDATE notification SET attempts = 1, next_attempt_at = :until"},
               {{"until", tx.now() + 60s}});
    return {};
  });
  EXPECT_EQ(run(), 0);
  service_.clock.advance(60s);
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(stored()[0].attempts, 2);
}

TEST_F(SenderTest, SeveralSendersSendEachMessageOnce) {
  constexpr int kMessages = 120;
  for (int i = 0; i < kMessages; ++i) enqueue_one(phone("1380000" + std::to_string(1000 + i)));
  std::vector<std::future<std::int64_t>> senders;
  for (int i = 0; i < 3; ++i) {
    senders.push_back(std::async(std::launch::async, [this] {
      const auto sender = make_sender(vault_);
      std::int64_t sent = 0;
      for (int round = 0; round < 10; ++round) sent += fixture::run(sender->run_once());
      return sent;
    }));
  }
  std::int64_t sent = 0;
  for (auto& sender : senders) sent += sender.get();
  EXPECT_EQ(sent, kMessages);
  EXPECT_EQ(channel_->calls, kMessages);
  EXPECT_EQ(delivered().size(), static_cast<std::size_t>(kMessages));
}

TEST_F(SenderTest, EachAdministratorOfAnOrganisationGetsOneMessage) {
  const auto organisation = OrganisationId::make(service_.clock, service_.random);
  contacts_.phones[organisation] = {"13800000001", "13800000002"};
  channel_->fail_after = 1;  // the first has it, the second not yet
  enqueue_one({{}, organisation, {}, Language::en});
  EXPECT_EQ(run(), 0);
  service_.clock.advance(5s);
  EXPECT_EQ(run(), 1);
  std::set<std::string> phones;
  for (const auto& [name, content] : delivered()) {
    phones.emplace(content.at("phone").as_string());
    EXPECT_EQ(content.at("text").as_string(), "Your code is 123456");
  }
  EXPECT_EQ(delivered().size(), 2u) << "the second attempt overwrote the first's file";
  EXPECT_EQ(phones, (std::set<std::string>{"13800000001", "13800000002"}));
}

TEST_F(SenderTest, ContactsThatCannotBeHadAreAskedAgain) {
  const auto organisation = OrganisationId::make(service_.clock, service_.random);
  contacts_.phones[organisation] = {"13800000001"};
  contacts_.away = true;
  enqueue_one({{}, organisation, {}, {}});
  EXPECT_EQ(run(), 0);
  EXPECT_EQ(stored()[0].state, "queued");
  EXPECT_EQ(stored()[0].last_failure, "identity_away");
  contacts_.away = false;
  service_.clock.advance(5s);
  EXPECT_EQ(run(), 1);
}

TEST_F(SenderTest, WhatCannotSucceedIsGivenUpAtOnceAndHoldsNothingUp) {
  enqueue_one(phone("13800000001"), "test.unknown");
  enqueue_one({{}, OrganisationId::make(service_.clock, service_.random), {}, {}});
  enqueue_one(phone("13800000002"));
  EXPECT_EQ(run(), 1);
  std::multiset<std::string> failures;
  for (const auto& row : stored()) failures.insert(row.state + " " + row.last_failure);
  EXPECT_EQ(failures, (std::multiset<std::string>{"failed unknown template", "failed nobody to tell", "sent "}));
}

TEST_F(SenderTest, OtherKeysOpenNothing) {
  enqueue_one(phone("13800000001"));
  const auth::Vault other(std::string(32, 'x'), std::string(32, 'y'), service_.random);
  EXPECT_EQ(fixture::run(make_sender(other)->run_once()), 0);
  EXPECT_EQ(stored()[0].last_failure, "cannot be unsealed");
  EXPECT_TRUE(delivered().empty());
}

TEST_F(SenderTest, TooLongParametersAreRefusedWhenQueued) {
  EXPECT_THROW(service_.transaction([&](db::Tx& tx) -> Result<void> {
    enqueue(tx, vault_, service_.random, phone("13800000001"), "test.code", {{"code", std::string(5000, 'x')}});
    return {};
  }),
               std::length_error);
  EXPECT_TRUE(stored().empty());
}

// Tells when it has sent.
class ToldChannel final : public Channel {
 public:
  void send(const Message&) override { sent.set_value(); }
  std::promise<void> sent;
};

TEST_F(SenderTest, LoopSendsWhenWoken) {
  ToldChannel channel;
  Sender sender(service_.database, vault_, contacts_, channel, workers_, kTemplates, background_);
  sender.start();
  enqueue_one(phone("13800000001"));
  sender.wake();
  EXPECT_EQ(channel.sent.get_future().wait_for(10s), std::future_status::ready);
  background_.stop();
  EXPECT_EQ(stored()[0].state, "sent");
}

}  // namespace
}  // namespace shanhai::notifications
