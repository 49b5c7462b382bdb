#include "services/measurement/flags/fold.hpp"

#include <algorithm>

#include "services/measurement/flags/fold_reading.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::size_t kLinesOfOrder = kFlagLinesMax / kFlagOrdersMax;

void keep(std::vector<KeptOrder>& orders, const KeptOrder& one) {
  const auto is_it = [&](const KeptOrder& kept) { return kept.order == one.order; };
  if (std::any_of(orders.begin(), orders.end(), is_it)) return;
  if (orders.size() == kFlagOrdersMax) orders.erase(orders.begin());
  orders.push_back(one);
}

void leave_out(std::vector<KeptOrder>& orders, OrderId order) {
  std::erase_if(orders, [&](const KeptOrder& kept) { return kept.order == order; });
}

void name_orders(FlagEvidence& evidence, const std::vector<KeptOrder>& orders) {
  for (const auto& kept : orders) {
    evidence.orders.push_back(kept.order);
    evidence.lines.insert(evidence.lines.end(), kept.lines.begin(), kept.lines.end());
  }
}

template <class T>
std::vector<T> list_of(const std::set<T>& values) {
  return {values.begin(), values.end()};
}

}  // namespace

Money WatchedSale::amount() const {
  Money out;
  for (const auto& line : lines) out += line.counted();
  return out;
}

KeptOrder WatchedSale::kept() const {
  KeptOrder out{order, {}};
  for (const auto& line : lines) {
    if (out.lines.size() == kLinesOfOrder) break;
    out.lines.push_back(line.line);
  }
  return out;
}

FlagPairKey WatchedSale::pair() const { return {supplier, buyer(), static_cast<int>(on().year())}; }

FlagFold::FlagFold(db::Tx& tx, Random& random, Origin origin, const std::vector<Watched>& all)
    : tx_(tx), random_(random), by_{origin, 0}, limits_(std::vector<LimitView>()) {
  store::lock_flag_writer(tx);
  limits_ = LimitTable(store::list_limits(tx));
  Touched touched;
  for (const auto& one : all) touched.add(one);
  pairs_ = store::list_flag_pairs(tx, list_of(touched.pairs));
  relations_ = store::list_relations(tx, list_of(touched.parties));
  months_ =
      store::list_flag_months(tx, list_of(touched.buyers), new_year_of(touched.first), last_day_of_year(touched.last));
  const auto days = static_cast<int>(limit(touched.last, LimitName::price_days));
  prices_ = store::list_flag_prices(tx, list_of(touched.skus), add_days(touched.first, -days), touched.last);
  flagged_ = touched.list_flagged(tx);
}

std::int64_t FlagFold::limit(Date day, LimitName name) const { return limits_.on(day, name).value_or(0); }

void FlagFold::raise(NewFlag flag, Instant at) {
  flagged_.emplace(flag.rule, flag.evidence_key);
  store::raise_flag(tx_, random_, flag, at, by_);
}

void FlagFold::add(const WatchedSale& sale) {
  by_.sequence = sale.sequence;
  auto& pair = pairs_[sale.pair()];
  touched_.insert(sale.pair());
  pair.is_person = !sale.buyer_organisation;
  pair.buyer_division = sale.buyer_division;
  pair.county = sale.county;
  ++pair.sums.paid_orders;
  pair.sums.paid_fen += sale.amount().fen();
  pair.last_on = sale.on();
  keep(pair.orders, sale.kept());
  check_related(sale, pair);
  add_to_month(sale, sale.amount(), false, sale.on(), sale.at);
  for (const auto& line : sale.lines) {
    if (line.has_price() && line.counted() > Money()) add_price(sale, line);
  }
}

// With the first order of a year, and the first after all were given back: memberships that change later are looked at
// when they do.
void FlagFold::check_related(const WatchedSale& sale, const FlagPair& pair) {
  if (pair.sums.standing_orders() != 1) return;
  if (auto flag = related(relations_, sale.supplier, sale.buyer(), pair.is_person))
    raise(flag_of_pair(std::move(*flag), pair), sale.at);
}

// `amount`: what the month of the sale has more, or less; `is_gone`: of the order nothing is left in it.
void FlagFold::add_to_month(const WatchedSale& sale, Money amount, bool is_gone, Date day, Instant at) {
  if (!sale.buyer_organisation) return;
  const std::pair key{*sale.buyer_organisation, month_of(sale.on())};
  auto& sums = months_[key];
  sums.paid_fen += amount.fen();
  if (is_gone) {
    leave_out(sums.orders, sale.order);
  } else if (amount > Money()) {
    keep(sums.orders, sale.kept());
  }
  touched_months_[key] = sums;
  check_year_end(sale, day, at);
}

// `day`: on which the sums changed.
void FlagFold::check_year_end(const WatchedSale& sale, Date day, Instant at) {
  const auto buyer = *sale.buyer_organisation;
  const auto year = sale.on().year();
  const auto december = months_.find({buyer, Date(year / std::chrono::December / std::chrono::day(1))});
  if (december == months_.end()) return;
  std::vector<std::int64_t> before;
  for (unsigned m = 1; m <= 11; ++m) {
    const auto found = months_.find({buyer, Date(year / std::chrono::month(m) / std::chrono::day(1))});
    before.push_back(found == months_.end() ? 0 : found->second.paid_fen);
  }
  const auto& sums = december->second;
  const auto judged_on = std::clamp(day, december->first.second, last_day_of_year(sale.on()));
  const SpikeLimits limits{limit(judged_on, LimitName::year_end_percent),
                           limit(judged_on, LimitName::year_end_least_fen)};
  const auto key = year_end_key(sale);
  if (!is_year_end_spike(sums.paid_fen, before, limits)) {
    if (is_flagged(FlagRule::year_end_spike, key))
      store::withdraw_flag(tx_, random_, FlagRule::year_end_spike, key, day, by_);
    return;
  }
  NewFlag flag;
  flag.rule = FlagRule::year_end_spike;
  flag.evidence_key = key;
  flag.buyer = buyer;
  flag.buyer_division = sale.buyer_division;  // and no county: the sums are of goods from all of them
  flag.occurred_on = judged_on;
  flag.amount = Money(sums.paid_fen);
  flag.evidence.figures = {{"december_fen", sums.paid_fen},
                           {"median_month_fen", median(before)},
                           {"limit_percent", limits.percent},
                           {"limit_least_fen", limits.least_fen}};
  name_orders(flag.evidence, sums.orders);
  raise(std::move(flag), at);
}

void FlagFold::add_price(const WatchedSale& sale, const WatchedLine& line) {
  const auto day = sale.on();
  const auto price = line.amount.fen() / line.quantity;
  const auto days = static_cast<int>(limit(day, LimitName::price_days));
  std::map<std::int64_t, std::int64_t> reference;  // of the days before: the same however the day is divided
  std::int64_t lines = 0;
  for (auto at = prices_.lower_bound({line.sku, add_days(day, -days)});
       at != prices_.end() && at->first.first == line.sku && at->first.second < day; ++at) {
    for (const auto& [fen, count] : at->second) {
      reference[fen] += count;
      lines += count;
    }
  }
  ++prices_[{line.sku, day}][price];
  ++added_[{line.sku, day}][price];
  const PriceLimits limits{limit(day, LimitName::price_percent), limit(day, LimitName::price_least_lines)};
  const auto middle = weighted_median(reference);
  if (!is_price_deviation(price, middle, lines, limits)) return;
  NewFlag flag;
  flag.rule = FlagRule::price_deviation;
  flag.evidence_key = price_key(line.sku, day);  // once a month
  flag.supplier = sale.supplier;
  flag.buyer = sale.buyer_organisation.value_or(OrganisationId());
  flag.buyer_division = sale.buyer_division;
  flag.county = sale.county;
  flag.occurred_on = day;
  flag.amount = line.amount;
  flag.evidence.figures = {{"unit_price_fen", price},         {"median_fen", middle},
                           {"reference_lines", lines},        {"reference_days", days},
                           {"limit_percent", limits.percent}, {"limit_least_lines", limits.least_lines}};
  flag.evidence.orders = {sale.order};
  flag.evidence.lines = {line.line};
  raise(std::move(flag), sale.at);
}

// What was given back is neither a finding nor a reference any more.
void FlagFold::return_prices(const WatchedSale& sale, const std::vector<WatchedLine>& lines, Date day) {
  std::map<std::string, std::set<OrderLineId>> flagged;
  for (const auto& line : lines) {
    if (!line.has_price()) continue;
    const std::pair key{line.sku, sale.on()};
    const auto price = line.amount.fen() / line.quantity;
    --added_[key][price];
    if (const auto known = prices_.find(key); known != prices_.end()) --known->second[price];
    auto flag = price_key(line.sku, sale.on());
    if (is_flagged(FlagRule::price_deviation, flag)) flagged[std::move(flag)].insert(line.line);
  }
  for (const auto& [key, returned] : flagged)
    store::return_flag_lines(tx_, random_, FlagRule::price_deviation, key, returned, day, by_);
}

void FlagFold::add(const WatchedRefund& refund) {
  by_.sequence = refund.sequence;
  const auto& sale = refund.sale;
  auto& pair = pairs_[sale.pair()];
  touched_.insert(sale.pair());
  const auto day = china_date(refund.at);
  ++pair.sums.refunds;
  pair.sums.refunded_fen += refund.amount.fen();
  if (day < add_days(sale.on(), static_cast<int>(limit(day, LimitName::refund_quick_days)))) ++pair.sums.quick_refunds;
  pair.last_on = day;
  keep(pair.refunded, sale.kept());
  check_refunds(sale, pair, day, refund.at);
  add_to_month(sale, Money() - refund.amount, refund.is_whole, day, refund.at);
  return_prices(sale, refund.returned, day);
  if (!refund.is_whole) return;
  ++pair.sums.returned_orders;
  leave_out(pair.orders, sale.order);
  withdraw_if_unrelated(sale, day);
}

// It never was: no refund either, and no order of the pair.
void FlagFold::add(const WatchedReversal& reversal) {
  by_.sequence = reversal.sequence;
  const auto& sale = reversal.sale;
  auto& pair = pairs_[sale.pair()];
  touched_.insert(sale.pair());
  const auto day = china_date(reversal.at);
  --pair.sums.paid_orders;
  pair.sums.paid_fen -= sale.amount().fen();
  leave_out(pair.orders, sale.order);
  // Later purchases make a share smaller, and do not undo it: only what never was does.
  const auto key = refund_key(sale);
  if (!check_refunds(sale, pair, day, reversal.at) && is_flagged(FlagRule::refund_after_counting, key))
    store::withdraw_flag(tx_, random_, FlagRule::refund_after_counting, key, day, by_);
  add_to_month(sale, Money() - sale.amount(), true, day, reversal.at);
  withdraw_if_unrelated(sale, day);
}

bool FlagFold::check_refunds(const WatchedSale& sale, const FlagPair& pair, Date day, Instant at) {
  const RefundLimits limits{limit(day, LimitName::refund_share_permille), limit(day, LimitName::refund_least_orders)};
  const auto key = refund_key(sale);
  if (!is_refund_pattern(pair.sums, limits)) return false;
  NewFlag flag;
  flag.rule = FlagRule::refund_after_counting;
  flag.evidence_key = key;
  flag.supplier = sale.supplier;
  if (!pair.is_person) flag.buyer = OrganisationId(sale.buyer());
  flag.buyer_division = pair.buyer_division;  // and no county: the sums are of goods from all of them
  flag.occurred_on = day;
  flag.evidence.figures = {
      {"paid_orders", pair.sums.paid_orders},      {"refunds", pair.sums.refunds},
      {"quick_refunds", pair.sums.quick_refunds},  {"limit_share_permille", limits.share_permille},
      {"limit_least_orders", limits.least_orders}, {"limit_quick_days", limit(day, LimitName::refund_quick_days)}};
  if (!pair.is_person) {  // what one person buys is told to nobody
    flag.amount = Money(pair.sums.refunded_fen);
    flag.evidence.figures["paid_fen"] = pair.sums.paid_fen;
    flag.evidence.figures["refunded_fen"] = pair.sums.refunded_fen;
    name_orders(flag.evidence, pair.refunded);
  }
  raise(std::move(flag), at);
  return true;
}

void FlagFold::withdraw_if_unrelated(const WatchedSale& sale, Date day) {
  const auto key = related_key(sale.supplier, sale.buyer());
  if (!is_flagged(FlagRule::related_parties, key)) return;
  auto years = store::list_pair_years(tx_, sale.supplier, sale.buyer());
  for (auto& [pair, sums] : years) {
    if (const auto changed = pairs_.find(pair); changed != pairs_.end()) sums = changed->second;
  }
  for (auto at = pairs_.lower_bound({sale.supplier, sale.buyer(), 0});
       at != pairs_.end() && at->first.supplier == sale.supplier && at->first.buyer == sale.buyer(); ++at)
    years.push_back(*at);  // also those that are not written yet
  if (!newest_standing(years)) store::withdraw_flag(tx_, random_, FlagRule::related_parties, key, day, by_);
}

void FlagFold::write() {
  std::map<FlagPairKey, FlagPair> changed;
  for (const auto& key : touched_) changed.emplace(key, pairs_.at(key));
  store::put_flag_pairs(tx_, changed);
  store::put_flag_months(tx_, touched_months_);
  store::add_flag_prices(tx_, added_);
}

const FlagPair* newest_standing(const std::vector<std::pair<FlagPairKey, FlagPair>>& years) {
  const auto found =
      std::find_if(years.begin(), years.end(), [](const auto& y) { return y.second.sums.standing_orders() > 0; });
  return found == years.end() ? nullptr : &found->second;
}

std::optional<NewFlag> related(const store::Relations& known, OrganisationId supplier, const IdBytes& buyer,
                               bool is_person) {
  const OrganisationId organisation(buyer);
  const auto of_seller = known.members.find(supplier), of_buyer = known.members.find(organisation);
  std::int64_t members = 0;
  bool same_code = false;
  if (is_person) {
    members = of_seller != known.members.end() && of_seller->second.contains(AccountId(buyer)) ? 1 : 0;
  } else {
    if (of_seller != known.members.end() && of_buyer != known.members.end()) {
      members = std::count_if(of_seller->second.begin(), of_seller->second.end(),
                              [&](AccountId account) { return of_buyer->second.contains(account); });
    }
    const auto one = known.codes.find(supplier), other = known.codes.find(organisation);
    same_code = one != known.codes.end() && other != known.codes.end() && one->second == other->second;
  }
  if (members == 0 && !same_code) return std::nullopt;
  NewFlag flag;
  flag.rule = FlagRule::related_parties;
  flag.evidence_key = related_key(supplier, buyer);
  flag.supplier = supplier;
  if (!is_person) flag.buyer = OrganisationId(buyer);
  flag.evidence.figures = {{"members_in_common", members}, {"same_code", same_code ? 1 : 0}};
  return flag;
}

NewFlag flag_of_pair(NewFlag flag, const FlagPair& pair) {
  flag.buyer_division = pair.buyer_division;
  flag.occurred_on = pair.last_on;
  flag.evidence.figures["paid_orders"] = pair.sums.paid_orders;
  if (pair.is_person) return flag;  // what one person buys is told to nobody
  flag.amount = Money(pair.sums.paid_fen);
  flag.evidence.figures["paid_fen"] = pair.sums.paid_fen;
  name_orders(flag.evidence, pair.orders);
  return flag;
}

}  // namespace shanhai::measurement
