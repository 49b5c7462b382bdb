// What every test of this world shows besides: each event has words to tell somebody with, or stands here with the
// reason why not; and each notice that was queued has words that its details fit.
#include "common/notifications/sealed.hpp"
#include "services/orders/notices/notices.hpp"
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

struct Silence {
  std::string_view event, why;
};

constexpr Silence kSilent[] = {
    {"orders.order_placed", "the buyer did it; a supplier hears of it once it is paid, or as credit_placed"},
    {"orders.order_inspected", "acceptance, delivery and the claim that come with it are told"},
    {"orders.order_purchase_completed", "a measure of agencies, no state"},
    {"orders.parcel_packed", "the supplier did it; the buyer hears when the parcel leaves"},
    {"orders.parcel_unpacked", "as before it was packed"},
    {"orders.return_sorted", "the supplier's own goods"},
    {"orders.freight_terms_set", "the supplier's own"},
    {"orders.promotion_announced", "the supplier's own"},
    {"orders.promotion_ended", "the supplier's own"},
    {"orders.rfq_awarded", "told as quotation_accepted and proposal_approved"},
    {"orders.rfq_released", "told as quotation_released and proposal_withdrawn"},
    {"orders.proposal_ordering", "an attempt: how it ends is told"},
    {"orders.proposal_order_refused", "who tries reads the refusal"},
    {"orders.purchase_cap_set", "the supplier's own"},
    {"orders.purchase_cap_ended", "the supplier's own"},
    {"orders.presale_opened", "the supplier's own"},
    {"orders.presale_closed", "the supplier's own; what was sold in it stands"},
    {"orders.presale_withdrawn", "each of its orders is told as it ends"},
    {"orders.presale_settled", "each of its orders was told"},
    {"orders.rush_announced", "the supplier's own"},
    {"orders.rush_admitted", "who stands in the line asks for its place"},
    {"orders.rush_cancelled", "as admission"},
    {"orders.rush_ended", "as admission"},
    {"orders.gift_cap_entered", "a document that the unions have"},
};

bool is_told(std::string_view event) {
  for (const auto& text : notice_templates()) {
    if (text.name.substr(0, text.name.rfind('.')) == event) return true;
  }
  return false;
}

}  // namespace

std::vector<Told> World::told() {
  constexpr db::Query kAll{"test.notifications",
                           "SELECT id, template, recipient, parameters FROM notification WHERE state = 'queued' "
                           "ORDER BY created_at, id LIMIT 5000"};
  return db
      .transaction([&](db::Tx& tx) -> Result<std::vector<Told>> {
        std::vector<Told> out;
        const auto rows = tx.query(kAll);
        for (const auto row : rows) {
          const auto id = row.get<notifications::NotificationId>("id");
          const auto open = [&](const char* column, const std::string& sealed_as) {
            return vault.open_directly(row.get<db::Bytes>(column).value, sealed_as).value();
          };
          Told told;
          told.name = row.get<std::string>("template");
          told.recipient =
              json::parse<notifications::Recipient>(open("recipient", notifications::recipient_context(id))).value();
          told.details =
              json::parse_value(open("parameters", notifications::parameters_context(id))).value().as_object();
          out.push_back(std::move(told));
        }
        return out;
      })
      .value();
}

std::vector<std::string> World::told_to(const auth::Principal& who) {
  std::vector<std::string> out;
  for (const auto& notice : told()) {
    const auto& others = notice.recipient.others;
    const bool besides = others && std::find(others->begin(), others->end(), who.account) != others->end();
    const bool personally = notice.recipient.account == who.account || besides;
    const bool as_administrator =
        who.administrator && notice.recipient.organisation && notice.recipient.organisation == who.organisation;
    if (personally || as_administrator) out.push_back(notice.name);
  }
  return out;
}

void World::expect_told() {
  constexpr db::Query kTypes{"test.event_types", "SELECT DISTINCT event_type AS type FROM outbox"};
  const auto types = db.transaction([&](db::Tx& tx) -> Result<std::vector<std::string>> {
                         std::vector<std::string> out;
                         const auto rows = tx.query(kTypes);
                         for (const auto row : rows) out.push_back(row.get<std::string>("type"));
                         return out;
                       }).value();
  for (const auto& type : types) {
    const bool silent =
        std::any_of(std::begin(kSilent), std::end(kSilent), [&](const Silence& row) { return row.event == type; });
    EXPECT_NE(is_told(type), silent) << type << ": told, or silent for a reason";
  }
  const auto& texts = notice_templates();
  for (const auto& notice : told()) {
    const auto text =
        std::find_if(texts.begin(), texts.end(), [&](const auto& candidate) { return candidate.name == notice.name; });
    ASSERT_NE(text, texts.end()) << notice.name << " has no words";
    EXPECT_NO_THROW(notifications::render(text->zh, notice.details)) << notice.name;
    EXPECT_NO_THROW(notifications::render(text->en, notice.details)) << notice.name;
  }
}

}  // namespace shanhai::orders
