// The process is killed around each of its commits while a person registers, founds an organisation, adds a member and
// is erased: what was acknowledged is there, and nothing is half done.
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <regex>

#include "common/base/encoding.hpp"
#include "services/identity/accounts/service.hpp"
#include "services/identity/keys/key_ring.hpp"
#include "services/identity/organisations/service.hpp"
#include "services/identity/reconcile.hpp"
#include "services/identity/service.hpp"
#include "services/identity/sign_in/service.hpp"
#include "services/identity/texts.hpp"
#include "sql/common_migrations.hpp"
#include "sql/identity_migrations.hpp"
#include "tests/fixture/child.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::identity {
namespace {

constexpr auto kIssuer = "https://shanhai.example";

class LastMessage final : public notifications::Channel {
 public:
  void send(const notifications::Message& message) override { text = message.text; }
  std::string text;
};

// One life, told to a file step by step, each after it was acknowledged.
class Life {
 public:
  Life(const db::Endpoint& endpoint, std::ostream& story)
      : database_("identity", endpoint, 1, clock_, random_), story_(story) {
    fixture::run(keys_.reload());
  }
  ~Life() { background_.stop(); }

  void live(const std::string& phone, const std::string& other_phone) {
    const auto tokens = enter(phone);
    story_ << "account " << tokens.account_id.str() << std::endl;
    const auto person = verifier_.verify(tokens.access_token).value();
    NewOrganisation application;
    application.kind = OrganisationKind::agency;
    application.name = "监督机构";
    application.region = "440600";
    application.proof = ProofUpload{"letter.txt", "bGV0dGVy"};
    const auto made = fixture::run(organisations_.create(person, application, call_)).value();
    story_ << "organisation " << made.id.str() << std::endl;
    const auto member = fixture::run(organisations_.add_member(person, made.id, {other_phone, true}, call_)).value();
    story_ << "member " << member.account_id.str() << std::endl;
    const auto refreshed = fixture::run(sign_ins_.refresh({tokens.refresh_token}, call_)).value();
    story_ << "session " << verifier_.verify(refreshed.access_token).value().session << std::endl;
    PasswordChange change;
    change.password = "correct horse";
    fixture::run(accounts_.change_password(person, change, call_)).value();
    story_ << "password " << tokens.account_id.str() << std::endl;
    fixture::run(accounts_.erase(person, call_)).value();
    story_ << "erased " << tokens.account_id.str() << std::endl;
  }

 private:
  IssuedTokens enter(const std::string& phone) {
    fixture::run(sign_ins_.send_code({phone, CodePurpose::sign_in}, call_)).value();
    while (fixture::run(sender_.run_once()) > 0) {
    }
    std::smatch code;
    if (!std::regex_search(channel_.text, code, std::regex("[0-9]{6}"))) throw std::runtime_error("no code came");
    SignInRequest request;
    request.phone = phone;
    request.code = code.str();
    return fixture::run(sign_ins_.sign_in(request, call_)).value();
  }

  SystemClock clock_;
  SecureRandom random_;
  db::Database database_;
  auth::Vault vault_{std::string(32, 'm'), std::string(32, 'l'), random_};
  Workers workers_{1, 16};
  Background background_{[](const std::string&, const std::string&) {}};
  auth::TokenVerifier verifier_{kIssuer, clock_};
  Environment environment_{
      database_, vault_, random_, clock_,
      workers_,  [] {},  [] {},   {100000, std::chrono::seconds(1), std::chrono::seconds(1), std::chrono::hours(1)}};
  KeyRing keys_{environment_, [this](auto published) { verifier_.set_keys(std::move(published)); }};
  SignIn sign_ins_{environment_, keys_, kIssuer};
  Accounts accounts_{environment_};
  Addresses addresses_{environment_};
  Organisations organisations_{environment_};
  Service api_{environment_, addresses_};
  OwnContactBook contacts_{api_};
  LastMessage channel_;
  notifications::Sender sender_{database_, vault_, contacts_, channel_, workers_, message_templates(), background_};
  const Call call_{"203.0.113.7", ""};
  std::ostream& story_;
};

TEST(IdentityChild, DISABLED_Lives) {
  const db::Endpoint endpoint{fixture::from_parent("ADDRESS"), fixture::from_parent("SCHEMA"),
                              fixture::from_parent("SCHEMA"), fixture::from_parent("PASSWORD"), ""};
  std::ofstream story(fixture::from_parent("STORY"), std::ios::app);
  Life(endpoint, story).live(fixture::from_parent("PHONE"), fixture::from_parent("OTHER_PHONE"));
}

class IdentityCrash : public testing::Test {
 protected:
  std::int64_t count(const std::string& sql) {
    return connection_.query("SELECT (" + sql + ") AS n").front().get<std::int64_t>("n");
  }
  std::string hex_of(const std::string& text) {
    const auto prefix = text.substr(0, text.find('_'));
    const auto bytes = id_from_text(prefix, text).value();
    return "x'" + to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()}) + "'";
  }
  // Every step that was told is in the tables.
  void expect_kept(const std::string& story) {
    std::ifstream file(story);
    std::string step, id;
    while (file >> step >> id) {
      const auto key = hex_of(id);
      const std::map<std::string, std::string> kept{
          {"account", "SELECT COUNT(*) FROM account WHERE id = " + key},
          {"organisation", "SELECT COUNT(*) FROM organisation WHERE id = " + key},
          {"member", "SELECT COUNT(*) FROM membership WHERE account = " + key},
          {"session", "SELECT COUNT(*) FROM session WHERE id = " + key},
          {"password",
           "SELECT COUNT(*) FROM outbox WHERE event_type = 'identity.password_changed' AND aggregate_id = '" + id +
               "'"},
          {"erased", "SELECT COUNT(*) FROM account WHERE status = 'erased' AND data_key IS NULL AND id = " + key}};
      EXPECT_EQ(count(kept.at(step)), 1) << step << " " << id;
    }
  }
  // What a half-done step would break.
  void expect_whole() {
    EXPECT_TRUE(accounts_not_whole(service_.database, vault_).value().ids.empty());
    EXPECT_TRUE(organisations_without_administrator(service_.database).value().ids.empty());
    EXPECT_EQ(
        count("SELECT COUNT(*) FROM session s WHERE NOT EXISTS (SELECT 1 FROM refresh_token t WHERE t.session = s.id)"),
        0);
    EXPECT_EQ(count("SELECT COUNT(*) FROM organisation o WHERE NOT EXISTS (SELECT 1 FROM organisation_proof p WHERE "
                    "p.organisation = o.id)"),
              0);
    // As many events as versions: each change with its event, or neither.
    for (const auto* table : {"account", "organisation", "membership"}) {
      EXPECT_EQ(count("SELECT SUM(version) FROM " + std::string(table)),
                count("SELECT COUNT(*) FROM outbox WHERE aggregate_type = '" + std::string(table) + "'"))
          << table;
    }
  }

  fixture::ServiceDatabase service_{"identity", {sql::common::kMigrations, sql::identity::kMigrations}};
  db::Connection connection_ = service_.schema.connect();
  SecureRandom random_;
  auth::Vault vault_{std::string(32, 'm'), std::string(32, 'l'), random_};
};

TEST_F(IdentityCrash, KilledAroundEveryCommit) {
  const auto story =
      (std::filesystem::temp_directory_path() / ("identity-story." + std::to_string(::getpid()))).string();
  int kills = 0;
  for (int passage = 1;; ++passage) {
    const auto point = passage % 2 ? "db.before_commit:" : "db.after_commit:";
    const auto number = std::to_string(10000000 + passage);
    const auto& endpoint = service_.schema.endpoint();
    const auto end = fixture::run_child("IdentityChild.DISABLED_Lives",
                                        {{"ADDRESS", endpoint.address},
                                         {"SCHEMA", endpoint.schema},
                                         {"PASSWORD", endpoint.password},
                                         {"STORY", story},
                                         {"PHONE", "138" + number},
                                         {"OTHER_PHONE", "139" + number},
                                         {"SHANHAI_KILL_AT", point + std::to_string((passage + 1) / 2)}});
    expect_whole();
    if (HasFailure()) break;
    if (!end.killed) {
      EXPECT_EQ(end.exit_code, 0);
      break;
    }
    ++kills;
  }
  EXPECT_GE(kills, 10);
  expect_kept(story);
  std::filesystem::remove(story);
}

}  // namespace
}  // namespace shanhai::identity
