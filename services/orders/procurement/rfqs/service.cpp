#include "services/orders/procurement/rfqs/service.hpp"

#include <set>

#include "common/base/divisions.hpp"
#include "services/orders/catalog_projection/store.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/notation.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/procurement/approvals/decisions.hpp"
#include "services/orders/procurement/events.hpp"
#include "services/orders/procurement/rfqs/ending.hpp"
#include "services/orders/procurement/rfqs/store.hpp"
#include "services/orders/procurement/waits.hpp"

namespace shanhai::orders {
namespace {

bool is_delivery_area(std::string_view code) {
  const auto* division = find_division(code);
  return division && division->level != DivisionLevel::province && is_within(code, kGuangdong);
}

std::string line_place(std::size_t index) { return "/lines/" + std::to_string(index); }

void check_lines(const RfqBody& body, std::vector<FieldError>& wrong) {
  if (body.lines.empty() || body.lines.size() > kMaxRfqLines) {
    wrong.push_back({"/lines", "out_of_range", "1 to " + std::to_string(kMaxRfqLines)});
  }
  for (std::size_t i = 0; i < body.lines.size(); ++i) {
    const auto& line = body.lines[i];
    if (!line.sku_id && !line.description) wrong.push_back({line_place(i) + "/description", "required", "or sku_id"});
    if (!is_delivery_area(line.delivery_division.str())) {
      wrong.push_back({line_place(i) + "/delivery_division", "address_outside_guangdong", {}});
    }
    if (line.deliver_by < china_date(body.quote_until)) {
      wrong.push_back({line_place(i) + "/deliver_by", "out_of_range", "not before quotations are in"});
    }
  }
}

Result<void> check_shape(const RfqBody& body, Instant now) {
  std::vector<FieldError> wrong;
  if (body.quote_until <= now || body.quote_until > now + std::chrono::hours(24) * kMaxQuotingDays) {
    wrong.push_back({"/quote_until", "out_of_range", "within " + std::to_string(kMaxQuotingDays) + " days"});
  }
  check_lines(body, wrong);
  if (body.suppliers && (body.suppliers->empty() || body.suppliers->size() > kMaxRfqSuppliers)) {
    wrong.push_back({"/suppliers", "out_of_range", "1 to " + std::to_string(kMaxRfqSuppliers) + ", or left out"});
  }
  if (body.county) {
    const auto* county = find_division(body.county->str());
    if (body.suppliers) wrong.push_back({"/county", "not_allowed", "suppliers are named"});
    if (!county || !county->supported_origin) wrong.push_back({"/county", "unknown_county", {}});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

// The first so many code points.
std::string shortened(const std::string& text, std::size_t most) {
  std::size_t points = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80;
    if (begins && points++ == most) return text.substr(0, i);
  }
  return text;
}

// What can't be known without the database: suppliers that are approved, goods that are listed. Words for goods that
// are only named by their SKU are taken from the catalog.
Result<void> check_known(db::Tx& tx, RfqBody& body) {
  std::vector<FieldError> wrong;
  std::set<OrganisationId> approved, seen;
  const auto suppliers = body.suppliers.value_or(std::vector<OrganisationId>());
  for (const auto& standing : store::find_suppliers(tx, suppliers)) {
    if (standing.approved) approved.insert(standing.supplier);
  }
  for (std::size_t i = 0; i < suppliers.size(); ++i) {
    const auto place = "/suppliers/" + std::to_string(i);
    if (!approved.count(suppliers[i])) wrong.push_back({place, "supplier_not_found", {}});
    if (!seen.insert(suppliers[i]).second) wrong.push_back({place, "repeated", {}});
  }
  std::set<SkuId> skus;
  for (const auto& line : body.lines) {
    if (line.sku_id) skus.insert(*line.sku_id);
  }
  std::vector<QuotedSku> current;
  for (const auto& listing : store::find_listings(tx, {skus.begin(), skus.end()}, tx.now())) {
    if (listing.for_sale) current.push_back({listing.sku, listing.version});
  }
  std::map<SkuId, std::string> names;
  for (const auto& version : store::find_versions(tx, current)) names[version.sku] = version.name + ' ' + version.label;
  for (std::size_t i = 0; i < body.lines.size(); ++i) {
    auto& line = body.lines[i];
    if (!line.sku_id) continue;
    const auto name = names.find(*line.sku_id);
    if (name == names.end()) {
      wrong.push_back({line_place(i) + "/sku_id", "sku_not_for_sale", {}});
    } else if (!line.description) {
      line.description = Text<1, 200>(shortened(name->second, 200));
    }
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

RfqRow make_row(const RfqBody& body, const BuyingOrganisation& buyer, AccountId account) {
  RfqRow row;
  row.buyer = buyer.id;
  row.buyer_account = account;
  row.buyer_kind = buyer.kind;
  row.buyer_name = buyer.name;
  row.buyer_division = buyer.region;
  row.title = body.title.str();
  if (body.note) row.note = body.note->str();
  row.audience = body.suppliers ? RfqAudience::named : RfqAudience::open;
  if (body.county) row.county = body.county->str();
  row.sealed = body.sealed.value_or(false);
  row.quote_until = body.quote_until;
  return row;
}

RfqRef publish_rfq(db::Tx& tx, Context& context, RfqRow row, const RfqBody& body, const By& by) {
  row.id = RfqId(make_uuid_v7(tx.now(), context.random));
  row.published_at = tx.now();
  row.opens_at = row.sealed ? row.quote_until : row.published_at;
  std::vector<RfqLineRow> lines;
  for (const auto& wanted : body.lines) {
    lines.push_back({row.id, static_cast<std::int64_t>(lines.size()), wanted.sku_id,
                     wanted.description ? wanted.description->str() : std::string(), wanted.quantity.value(),
                     wanted.unit.str(), wanted.delivery_division.str(), wanted.deliver_by, std::nullopt});
  }
  const auto suppliers = body.suppliers.value_or(std::vector<OrganisationId>());
  store::insert_rfq(tx, row, lines, suppliers);
  store::put_wait(tx, ProcurementWait::deadline, row.id.bytes(), row.quote_until);
  tell(tx, context.random, kRfqPublished, row, suppliers, by);
  // One that is open to all is a public notice: it stands in every supplier's list, nobody is rung up.
  for (const auto& supplier : suppliers) {
    tell_organisation(tx, context, kRfqPublished, Party::supplier, supplier,
                      {{"rfq", row.id.str()}, {"until", to_china_text(row.quote_until)}});
  }
  return {row.id};
}

std::vector<RfqView> views_of(db::Tx& tx, const std::vector<RfqRow>& rows, const OrderScope& scope) {
  std::vector<RfqId> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  const auto lines = store::list_rfq_lines(tx, ids);
  const auto named = store::list_rfq_suppliers(tx, ids);
  std::vector<RfqView> out;
  for (const auto& row : rows) {
    RfqView view{row.id, organisation_of(row.buyer), row.buyer_kind, row.buyer_name, row.buyer_division, row.title};
    if (!row.note.empty()) view.note = row.note;
    view.audience = row.audience;
    if (!row.county.empty()) view.county = row.county;
    view.sealed = row.sealed;
    view.state = state_at(row.state, row.quote_until, tx.now());
    view.quote_until = row.quote_until;
    view.published_at = row.published_at;
    view.quotations_open_at = row.opens_at;
    view.ended_at = row.ended_at;
    if (!row.end_reason.empty()) view.end_reason = row.end_reason;
    // Who else was asked, and who else was chosen, is not a supplier's business.
    if (!scope.supplier && row.audience == RfqAudience::named) {
      auto& suppliers = view.suppliers.emplace();
      for (const auto& [rfq, supplier] : named) {
        if (rfq == row.id) suppliers.push_back(supplier);
      }
    }
    for (const auto& line : lines) {
      if (line.rfq != row.id) continue;
      view.lines.push_back({line.position, line.sku, line.description, line.quantity, line.unit, line.delivery_division,
                            line.deliver_by, scope.supplier ? std::nullopt : line.awarded_to});
    }
    out.push_back(std::move(view));
  }
  return out;
}

Result<RfqView> read_rfq(db::Tx& tx, RfqId id, const OrderScope& scope) {
  SH_TRY(const auto row, store::get_rfq(tx, id, scope));
  return std::move(views_of(tx, {row}, scope).front());
}

Result<RfqPage> read_page(db::Tx& tx, const OrderScope& scope, const http::PageQuery& query) {
  SH_TRY(const auto before, before_of<RfqId>(query.cursor));
  auto rows = store::list_rfqs(tx, scope, before, query.size() + 1);
  RfqPage page;
  page.next_cursor = cut_page(rows, query.size(), [](const RfqRow& row) { return row.id; });
  page.items = views_of(tx, rows, scope);
  return page;
}

}  // namespace

Task<Result<db::Replayable<RfqView>>> Rfqs::publish(const Command& command, RfqBody body, db::IdempotencyKey key) {
  SH_CO_TRY(const auto buyer, co_await find_buying_organisation(organisations_, command.caller));
  SH_CO_CHECK(check_shape(body, context_.clock.now()));
  auto work = [this, command, body, key,
               row = make_row(body, buyer, command.caller.account)](db::Tx& tx) -> Result<db::Replayable<RfqView>> {
    auto checked = body;
    SH_TRY(const auto done, db::idempotent(tx, key, [&]() -> Result<RfqRef> {
             SH_CHECK(check_known(tx, checked));
             return publish_rfq(tx, context_, row, checked, by_of(command, "published"));
           }));
    SH_TRY(auto view, read_rfq(tx, done.value.rfq_id, scope_of(command.caller)));
    return db::Replayable<RfqView>{std::move(view), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<RfqPage>> Rfqs::rfqs(const auth::Principal& caller, http::PageQuery query) {
  auto read = [scope = scope_of(caller), query](db::Tx& tx) { return read_page(tx, scope, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<RfqView>> Rfqs::rfq(const auth::Principal& caller, RfqId id) {
  auto read = [scope = scope_of(caller), id](db::Tx& tx) { return read_rfq(tx, id, scope); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<RfqView>> Rfqs::close(const Command& command, RfqId id, std::string reason) {
  auto out = co_await end(command, id, RfqAction::close, std::move(reason));
  co_return out;
}

Task<Result<RfqView>> Rfqs::withdraw(const Command& command, RfqId id, std::string reason) {
  auto out = co_await end(command, id, RfqAction::withdraw, std::move(reason));
  co_return out;
}

Task<Result<RfqView>> Rfqs::end(const Command& command, RfqId id, RfqAction action, std::string reason) {
  auto work = [this, command, id, action, reason](db::Tx& tx) -> Result<RfqView> {
    const auto scope = scope_of(command.caller);
    SH_TRY(auto row, store::lock_rfq(tx, id, scope.buyer.value_or(BuyerId())));
    const auto by = by_of(command, action == RfqAction::close ? "closed" : "withdrawn");
    SH_CHECK(end_rfq(tx, context_, std::move(row), action, reason, by));
    if (action == RfqAction::withdraw) {
      end_proposals(tx, context_, id, std::nullopt, command.caller.account, by_of(command, "rfq_withdrawn"));
    }
    return read_rfq(tx, id, scope);
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

}  // namespace shanhai::orders
