#include "services/orders/procurement/quotations/service.hpp"

#include <map>
#include <set>

#include "services/orders/catalog_projection/store.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/procurement/approvals/decisions.hpp"
#include "services/orders/procurement/events.hpp"
#include "services/orders/procurement/quotations/store.hpp"
#include "services/orders/procurement/rfqs/store.hpp"
#include "services/orders/procurement/waits.hpp"

namespace shanhai::orders {
namespace {

std::string line_place(std::size_t index) { return "/lines/" + std::to_string(index); }

Result<void> check_shape(const QuotationBody& body) {
  std::vector<FieldError> wrong;
  if (body.lines.empty() || body.lines.size() > 100) wrong.push_back({"/lines", "out_of_range", "1 to 100"});
  std::set<std::int64_t> seen;
  for (std::size_t i = 0; i < body.lines.size(); ++i) {
    const auto& line = body.lines[i];
    if (!seen.insert(line.line.value()).second) wrong.push_back({line_place(i) + "/line", "repeated", {}});
    if (line.unit_price.fen() < 1 || line.unit_price.fen() > kMaxQuotedPriceFen) {
      wrong.push_back({line_place(i) + "/unit_price", "out_of_range", "1 fen to 10,000,000 yuan"});
    }
  }
  if (body.freight.fen() < 0 || body.freight.fen() > kMaxQuotedPriceFen) {
    wrong.push_back({"/freight", "out_of_range", "0 to 10,000,000 yuan"});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

// The current versions of what is quoted, as far as it is the supplier's and for sale.
std::map<SkuId, SkuVersion> find_own_goods(db::Tx& tx, const QuotationBody& body, OrganisationId supplier) {
  std::set<SkuId> skus;
  for (const auto& line : body.lines) skus.insert(line.sku_id);
  std::vector<QuotedSku> current;
  for (const auto& listing : store::find_listings(tx, {skus.begin(), skus.end()}, tx.now())) {
    if (listing.for_sale) current.push_back({listing.sku, listing.version});
  }
  std::map<SkuId, SkuVersion> out;
  for (auto& version : store::find_versions(tx, current)) {
    // A gift pack has no stock of its own: what it holds is quoted.
    if (version.supplier == supplier && version.components.empty()) out.emplace(version.sku, std::move(version));
  }
  return out;
}

Result<std::vector<QuotationLineRow>> make_lines(db::Tx& tx, const RfqRow& rfq, const QuotationBody& body,
                                                 OrganisationId supplier) {
  std::vector<FieldError> wrong;
  const auto latest = rfq.quote_until + std::chrono::hours(24) * kMaxValidDays;
  if (body.valid_until <= rfq.quote_until || body.valid_until > latest) {
    wrong.push_back({"/valid_until", "out_of_range", "after the request's deadline, within a year of it"});
  }
  std::set<std::int64_t> asked;
  for (const auto& line : store::list_rfq_lines(tx, {rfq.id})) asked.insert(line.position);
  const auto goods = find_own_goods(tx, body, supplier);
  std::vector<QuotationLineRow> out;
  for (std::size_t i = 0; i < body.lines.size(); ++i) {
    const auto& line = body.lines[i];
    if (!asked.count(line.line.value())) wrong.push_back({line_place(i) + "/line", "line_not_found", {}});
    const auto version = goods.find(line.sku_id);
    if (version == goods.end()) {
      wrong.push_back({line_place(i) + "/sku_id", "sku_not_for_sale", "one of your own, and listed"});
      continue;
    }
    const auto& sku = version->second;
    out.push_back({{},
                   line.line.value(),
                   sku.sku,
                   sku.version,
                   sku.name,
                   sku.label,
                   sku.unit,
                   line.quantity.value(),
                   line.unit_price,
                   line.unit_price * line.quantity.value()});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return out;
}

// Of sealed quotations the buyer hears when they are opened, how many there are included.
void tell_asker(db::Tx& tx, Context& context, std::string_view what, const RfqRow& rfq) {
  if (rfq.sealed && tx.now() < rfq.quote_until) return;
  tell_account(tx, context, what, Party::buyer, rfq.buyer_account, {{"rfq", rfq.id.str()}});
}

Result<QuotationRef> submit_quotation(db::Tx& tx, Context& context, RfqId id, OrganisationId supplier,
                                      const QuotationBody& body, const Command& command) {
  SH_CHECK(store::get_rfq(tx, id, {std::nullopt, supplier}));
  SH_TRY(const auto rfq, store::lock_rfq(tx, id, std::nullopt));
  if (state_at(rfq.state, rfq.quote_until, tx.now()) != RfqState::open) {
    return Error::conflict("rfq_state", "no quotation is taken any more");
  }
  SH_TRY(const auto lines, make_lines(tx, rfq, body, supplier));
  const auto standing = store::find_suppliers(tx, {supplier});
  if (standing.empty() || !standing.front().approved) return Error::forbidden("supplier_not_approved");
  const auto before = store::find_quotation_of(tx, id, supplier);
  auto row = before.value_or(QuotationRow());
  if (before) {
    SH_TRY(row.state, move_quotation(row.state, QuotationAction::submit));
    ++row.revision;
    ++row.version;
  } else {
    row.id = QuotationId(make_uuid_v7(tx.now(), context.random));
    row.rfq = id;
    row.buyer = rfq.buyer;
    row.supplier = supplier;
    row.supplier_name = standing.front().name;
  }
  row.withdraw_reason.clear();
  row.divisible = body.divisible.value_or(false);
  row.goods = Money();
  for (const auto& line : lines) row.goods += line.amount;
  row.freight = body.freight;
  row.valid_until = body.valid_until;
  row.note = body.note ? body.note->str() : std::string();
  row.submitted_by = command.caller.account;
  row.submitted_at = tx.now();
  before ? store::update_quotation(tx, row) : store::insert_quotation(tx, row);
  store::insert_quotation_revision(tx, row, lines);
  store::put_wait(tx, ProcurementWait::validity, row.id.bytes(), row.valid_until);
  tell(tx, context.random, kQuotationSubmitted, row, by_of(command, before ? "revised" : "submitted"));
  tell_asker(tx, context, kQuotationSubmitted, rfq);
  return QuotationRef{row.id};
}

QuotationView view_of(const QuotationRow& row, const std::vector<QuotationLineRow>& lines, Instant now) {
  QuotationView out{row.id, row.rfq, row.supplier, row.supplier_name, row.state, row.revision, row.divisible};
  out.goods = row.goods;
  out.freight = row.freight;
  out.total = row.total();
  out.valid_until = row.valid_until;
  out.submitted_at = row.submitted_at;
  out.lapsed = row.state == QuotationState::submitted && now >= row.valid_until;
  if (!row.note.empty()) out.note = row.note;
  if (!row.withdraw_reason.empty()) out.withdraw_reason = row.withdraw_reason;
  for (const auto& line : lines) {
    if (line.quotation != row.id) continue;
    out.lines.push_back({line.position, line.sku, line.product_version, line.name, line.label, line.unit, line.quantity,
                         line.unit_price, line.amount});
  }
  return out;
}

Result<QuotationView> read_quotation(db::Tx& tx, QuotationId id, const OrderScope& scope) {
  SH_TRY(const auto row, store::get_quotation(tx, id, scope));
  auto view = view_of(row, store::list_quotation_lines(tx, {id}), tx.now());
  if (scope.supplier) {
    auto& revisions = view.revisions.emplace();
    for (const auto& revision : store::list_quotation_revisions(tx, id)) {
      revisions.push_back(
          {revision.revision, revision.goods, revision.freight, revision.valid_until, revision.submitted_at});
    }
  }
  return view;
}

Result<QuotationPage> read_page(db::Tx& tx, std::optional<RfqId> rfq, const OrderScope& scope,
                                const http::PageQuery& query) {
  SH_TRY(const auto before, before_of<QuotationId>(query.cursor));
  if (rfq) SH_CHECK(store::get_rfq(tx, *rfq, scope));
  auto rows = store::list_quotations(tx, rfq, scope, before, query.size() + 1);
  QuotationPage page;
  page.next_cursor = cut_page(rows, query.size(), [](const QuotationRow& row) { return row.id; });
  std::vector<QuotationId> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  const auto lines = store::list_quotation_lines(tx, ids);
  for (const auto& row : rows) page.items.push_back(view_of(row, lines, tx.now()));
  return page;
}

}  // namespace

Task<Result<db::Replayable<QuotationView>>> Quotations::submit(const Command& command, RfqId rfq, QuotationBody body,
                                                               db::IdempotencyKey key) {
  SH_CO_CHECK(check_shape(body));
  auto work = [this, command, rfq, body, key](db::Tx& tx) -> Result<db::Replayable<QuotationView>> {
    const auto scope = scope_of(command.caller);
    const auto supplier = scope.supplier.value_or(OrganisationId());
    SH_TRY(const auto done,
           db::idempotent(tx, key, [&] { return submit_quotation(tx, context_, rfq, supplier, body, command); }));
    SH_TRY(auto view, read_quotation(tx, done.value.quotation_id, scope));
    return db::Replayable<QuotationView>{std::move(view), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<QuotationPage>> Quotations::of_rfq(const auth::Principal& caller, RfqId rfq, http::PageQuery query) {
  auto read = [scope = scope_of(caller), rfq, query](db::Tx& tx) { return read_page(tx, rfq, scope, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<QuotationPage>> Quotations::quotations(const auth::Principal& supplier, http::PageQuery query) {
  auto read = [scope = scope_of(supplier), query](db::Tx& tx) { return read_page(tx, std::nullopt, scope, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<QuotationView>> Quotations::quotation(const auth::Principal& caller, QuotationId id) {
  auto read = [scope = scope_of(caller), id](db::Tx& tx) { return read_quotation(tx, id, scope); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<QuotationView>> Quotations::withdraw(const Command& command, QuotationId id, std::string reason) {
  auto work = [this, command, id, reason](db::Tx& tx) -> Result<QuotationView> {
    const auto scope = scope_of(command.caller);
    SH_TRY(const auto seen, store::get_quotation(tx, id, scope));
    SH_TRY(const auto rfq, store::lock_rfq(tx, seen.rfq, std::nullopt));
    SH_TRY(auto row, store::get_quotation(tx, id, scope));
    SH_TRY(row.state, move_quotation(row.state, QuotationAction::withdraw));
    row.withdraw_reason = reason;
    ++row.version;
    store::update_quotation(tx, row);
    tell(tx, context_.random, kQuotationWithdrawn, row, by_of(command, "withdrawn"));
    tell_asker(tx, context_, kQuotationWithdrawn, rfq);
    end_proposals(tx, context_, rfq.id, id, std::nullopt, by_of(command, "quotation_withdrawn"));
    return read_quotation(tx, id, scope);
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

}  // namespace shanhai::orders
