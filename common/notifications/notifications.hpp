// Messages to people: written in the transaction of what they tell of, sent afterwards with retry.
//
// Recipient and parameters are sealed in the table and wiped once the message is sent or given up. `Recipient` names an
// account or organisation, whose phone identity resolves when sending, or a phone for somebody who has no account yet.
// A template is known by name and has a text per language with {parameter} places. Delivery is at least once, with the
// notification's id as the channel's key; 8 attempts over about an hour.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/async/background.hpp"
#include "common/auth/sealing.hpp"
#include "common/base/ids.hpp"
#include "common/db/database.hpp"
#include "common/json/json.hpp"

namespace shanhai::notifications {

SHANHAI_ID(NotificationId, "ntf");

enum class Language { zh, en };
BOOST_DESCRIBE_ENUM(Language, zh, en)

struct Template {
  std::string_view name;  // "identity.one_time_code"
  std::string_view zh;
  std::string_view en;
};

struct Recipient {
  std::optional<AccountId> account;
  std::optional<OrganisationId> organisation;  // its administrators
  std::optional<std::string> phone;
  std::optional<Language> language;                // zh where nothing is said
  std::optional<std::vector<AccountId>> others{};  // besides; nobody is told twice
};
BOOST_DESCRIBE_STRUCT(Recipient, (), (account, organisation, phone, language, others))

// Queues in the caller's transaction. std::length_error: the parameters are too long to be a message.
void enqueue(db::Tx& tx, const auth::Vault& vault, Random& random, const Recipient& recipient,
             std::string_view template_name, const json::Object& parameters);

struct Message {
  NotificationId id;  // the same in every attempt; each phone of one notification has its own
  std::string phone;
  std::string text;
};

// Delivers or throws std::exception to be tried again; what() is kept with the notification, so no personal data in it.
// Runs on a worker; may block.
class Channel {
 public:
  virtual ~Channel() = default;
  virtual void send(const Message& message) = 0;
};

// One file per message, mode 0600, in a directory of mode 0700: `<id>.json` {"phone":..., "text":...}; written whole,
// then renamed.
class FileChannel final : public Channel {
 public:
  explicit FileChannel(
      std::string directory);  // makes it; std::runtime_error: it cannot be made, or belongs to somebody else
  void send(const Message& message) override;

 private:
  std::string directory_;
};

// Whom to tell: phones of an account or of an organisation's administrators. Implemented over identity's Api by the
// services.
class ContactBook {
 public:
  virtual ~ContactBook() = default;
  virtual Task<Result<std::vector<std::string>>> phones_of(const Recipient& recipient) = 0;
};

// All references outlive the Sender and the Background's loops. Several processes may send from one table.
class Sender {
 public:
  Sender(db::Database& database, const auth::Vault& vault, ContactBook& contacts, Channel& channel, Workers& workers,
         std::span<const Template> templates, Background& background);
  void wake();                    // something was queued; from any thread
  Task<std::int64_t> run_once();  // sends what is due; gives how many were sent
  void start();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

// "{code}" places filled from parameters (texts, numbers, booleans); std::logic_error for a place without a parameter.
std::string render(std::string_view text, const json::Object& parameters);

}  // namespace shanhai::notifications
