#include <stdexcept>

#include "common/notifications/notifications.hpp"
#include "common/notifications/sealed.hpp"
#include "sql/common_queries.hpp"

namespace shanhai::notifications {

std::string render(std::string_view text, const json::Object& parameters) {
  std::string out;
  for (;;) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) throw std::logic_error("a template has an open brace");
    const auto name = text.substr(open + 1, close - open - 1);
    const auto* value = parameters.if_contains(name);
    if (!value || value->is_structured() || value->is_null()) {
      throw std::logic_error("a template has a place without parameter: " + std::string(name));
    }
    out += value->is_string() ? std::string(value->as_string()) : json::to_text(*value);
    text.remove_prefix(close + 1);
  }
}

std::string recipient_context(NotificationId id) { return "notification.recipient." + id.str(); }
std::string parameters_context(NotificationId id) { return "notification.parameters." + id.str(); }

void enqueue(db::Tx& tx, const auth::Vault& vault, Random& random, const Recipient& recipient,
             std::string_view template_name, const json::Object& parameters) {
  const NotificationId id(make_uuid_v7(tx.now(), random));
  auto sealed_recipient = vault.seal_directly(json::print(recipient), recipient_context(id));
  auto sealed_parameters = vault.seal_directly(json::to_text(parameters), parameters_context(id));
  if (sealed_recipient.size() > kSealedRecipientMax || sealed_parameters.size() > kSealedParametersMax) {
    throw std::length_error("a notification's parameters are too long");
  }
  tx.execute(sql::common::notification_insert, {{"id", id},
                                                {"recipient", db::Bytes{std::move(sealed_recipient)}},
                                                {"template", template_name},
                                                {"parameters", db::Bytes{std::move(sealed_parameters)}},
                                                {"now", tx.now()}});
}

}  // namespace shanhai::notifications
