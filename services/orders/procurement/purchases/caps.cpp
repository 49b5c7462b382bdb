#include "services/orders/procurement/purchases/caps.hpp"

#include "common/base/divisions.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/procurement/events.hpp"
#include "services/orders/procurement/purchases/store.hpp"

namespace shanhai::orders {
namespace {

constexpr Money kMostPerHead(10'000'000);  // fen: a slip of the pen is seen

// The region, its prefecture, its province: the most specific first.
std::vector<std::string> regions_of(const std::string& region) {
  std::vector<std::string> out{region};
  if (const auto prefecture = prefecture_of(region); !prefecture.empty() && prefecture != region) {
    out.emplace_back(prefecture);
  }
  if (region != kGuangdong) out.emplace_back(kGuangdong);
  return out;
}

GiftCapView view_of(const GiftCapRow& row) {
  GiftCapView out{row.id, row.year, row.cap, {}, {}, row.source, row.entered_at};
  if (row.organisation.is_nil()) {
    out.region = row.region;
  } else {
    out.organisation_id = row.organisation;
  }
  return out;
}

Result<void> check_cap(const GiftCapBody& body, bool by_platform, Instant now) {
  std::vector<FieldError> wrong;
  if (body.year.value() < int(china_date(now).year())) wrong.push_back({"/year", "out_of_range", "not of a past year"});
  if (body.cap_per_head <= Money() || body.cap_per_head > kMostPerHead) {
    wrong.push_back({"/cap_per_head", "out_of_range", "1 fen to 100,000 yuan"});
  }
  if (by_platform && !body.region) wrong.push_back({"/region", "required", {}});
  if (!by_platform && body.region) wrong.push_back({"/region", "not_allowed", "a union enters its own"});
  if (by_platform && body.region && (!find_division(*body.region) || !is_within(*body.region, kGuangdong))) {
    wrong.push_back({"/region", "unknown_division", "within Guangdong"});
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

GiftCapView enter_cap(db::Tx& tx, Random& random, const Command& command, const GiftCapBody& body,
                      OrganisationId organisation) {
  GiftCapRow row;
  row.id = GiftCapId(make_uuid_v7(tx.now(), random));
  row.organisation = organisation;
  if (body.region) row.region = body.region->str();
  row.year = body.year.value();
  row.cap = body.cap_per_head;
  row.source = body.source.str();
  row.entered_by = command.caller.account;
  row.entered_at = tx.now();
  store::insert_gift_cap(tx, row);
  auto view = view_of(row);
  tell(tx, random, kGiftCapEntered, "gift_cap", row.id.str(), 1, by_of(command, "entered"), view);
  return view;
}

Result<GiftCapPage> read_page(db::Tx& tx, const auth::Principal& caller, const http::PageQuery& query) {
  SH_TRY(const auto before, before_of<GiftCapId>(query.cursor));
  const bool by_platform = caller.role == auth::Role::platform_operator;
  const auto organisation = by_platform ? std::nullopt : std::optional(caller.organisation.value_or(OrganisationId()));
  auto rows = store::list_gift_caps(tx, organisation, regions_of(caller.region), before, query.size() + 1);
  GiftCapPage page;
  page.next_cursor = cut_page(rows, query.size(), [](const GiftCapRow& row) { return row.id; });
  for (const auto& row : rows) page.items.push_back(view_of(row));
  return page;
}

}  // namespace

std::optional<Money> cap_of(db::Tx& tx, const BuyingOrganisation& buyer, int year) {
  std::optional<Money> out;
  if (const auto own = store::find_gift_cap(tx, organisation_of(buyer.id), {}, year)) out = own->cap;
  for (const auto& region : regions_of(buyer.region)) {
    const auto cap = store::find_gift_cap(tx, OrganisationId(), region, year);
    if (!cap) continue;
    return out ? std::min(*out, cap->cap) : cap->cap;
  }
  return out;
}

Result<void> check_gift_cap(db::Tx& tx, const BuyingOrganisation& buyer, Money total, std::int64_t heads,
                            ProposalId proposal) {
  const auto year = int(china_date(tx.now()).year());
  const auto cap = cap_of(tx, buyer, year);
  if (!cap) return Error::unprocessable("gift_cap_missing", "nobody entered the year's cap per head");
  GiftCase wanted{{}, total, heads, *cap};
  for (const auto& share : store::list_gift_shares(tx, buyer.id, year, proposal)) {
    wanted.spent_per_head += per_head(share.total, share.heads);
  }
  return check_gift_cap(wanted);
}

Task<Result<db::Replayable<GiftCapView>>> GiftCaps::enter(const Command& command, GiftCapBody body,
                                                          db::IdempotencyKey key) {
  const bool by_platform = command.caller.role == auth::Role::platform_operator;
  OrganisationId organisation;
  if (!by_platform) {
    if (!command.caller.administrator) co_return Error::forbidden("administrator_required");
    SH_CO_TRY(const auto buyer, co_await find_buying_organisation(organisations_, command.caller));
    if (buyer.kind != BuyerKind::trade_union) co_return Error::forbidden("not_a_union");
    organisation = organisation_of(buyer.id);
  }
  SH_CO_CHECK(check_cap(body, by_platform, context_.clock.now()));
  auto work = [this, command, body, organisation, key](db::Tx& tx) {
    return db::idempotent(
        tx, key, [&]() -> Result<GiftCapView> { return enter_cap(tx, context_.random, command, body, organisation); });
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<GiftCapPage>> GiftCaps::caps(const auth::Principal& caller, http::PageQuery query) {
  auto read = [caller, query](db::Tx& tx) { return read_page(tx, caller, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

}  // namespace shanhai::orders
