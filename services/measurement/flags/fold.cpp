#include "services/measurement/flags/fold.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::size_t kOrdersKept = 20;

Date month_of(Date day) { return day.year() / day.month() / std::chrono::day(1); }
Date new_year_of(Date day) { return day.year() / std::chrono::January / std::chrono::day(1); }

void keep(std::vector<OrderId>& orders, OrderId order) {
  if (std::find(orders.begin(), orders.end(), order) != orders.end()) return;
  if (orders.size() == kOrdersKept) orders.erase(orders.begin());
  orders.push_back(order);
}

std::string text_of(const IdBytes& bytes) {
  return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// What is read ahead for a batch.
struct Touched {
  std::set<FlagPairKey> pairs;
  std::set<OrganisationId> buyers, parties;
  std::set<SkuId> skus;
  Date first{std::chrono::year(9999) / 12 / 31}, last{std::chrono::year(1970) / 1 / 1};

  void add(const WatchedSale& sale) {
    pairs.insert(sale.pair());
    parties.insert(sale.supplier);
    if (sale.buyer_organisation) {
      buyers.insert(*sale.buyer_organisation);
      parties.insert(*sale.buyer_organisation);
    }
    for (const auto& line : sale.lines) {
      if (!line.sku.is_nil()) skus.insert(line.sku);
    }
    first = std::min(first, sale.on());
    last = std::max(last, sale.on());
  }
};

template <class T>
std::vector<T> list_of(const std::set<T>& values) {
  return {values.begin(), values.end()};
}

}  // namespace

Money WatchedSale::amount() const {
  Money out;
  for (const auto& line : lines) out += line.amount;
  return out;
}

FlagPairKey WatchedSale::pair() const { return {supplier, buyer(), static_cast<int>(on().year())}; }

FlagFold::FlagFold(db::Tx& tx, Random& random, const std::vector<WatchedSale>& sales,
                   const std::vector<WatchedRefund>& refunds)
    : tx_(tx), random_(random), limits_(std::vector<LimitView>()) {
  store::lock_flag_writer(tx);
  limits_ = LimitTable(store::list_limits(tx));
  Touched touched;
  for (const auto& sale : sales) touched.add(sale);
  for (const auto& refund : refunds) touched.pairs.insert(refund.sale.pair());
  pairs_ = store::list_flag_pairs(tx, list_of(touched.pairs));
  if (sales.empty()) return;
  relations_ = store::list_relations(tx, list_of(touched.parties));
  months_ = store::list_flag_months(tx, list_of(touched.buyers), new_year_of(touched.first), touched.last);
  const auto days = static_cast<int>(limit(touched.last, LimitName::price_days));
  prices_ = store::list_flag_prices(tx, list_of(touched.skus), add_days(touched.first, -days), touched.last);
}

std::int64_t FlagFold::limit(Date day, LimitName name) const { return limits_.on(day, name).value_or(0); }

void FlagFold::raise(NewFlag flag, Instant at) { store::raise_flag(tx_, random_, flag, at); }

void FlagFold::add(const WatchedSale& sale) {
  auto& pair = pairs_[sale.pair()];
  touched_.insert(sale.pair());
  pair.is_person = !sale.buyer_organisation;
  pair.buyer_division = sale.buyer_division;
  pair.county = sale.county;
  ++pair.sums.paid_orders;
  pair.sums.paid_fen += sale.amount().fen();
  pair.last_on = sale.on();
  keep(pair.orders, sale.order);
  check_related(sale, pair);
  if (sale.buyer_organisation) add_month(sale);
  for (const auto& line : sale.lines) {
    if (!line.sku.is_nil() && line.quantity > 0 && line.amount > Money()) add_price(sale, line);
  }
}

// Once a year and pair: memberships that change later are looked at when they do.
void FlagFold::check_related(const WatchedSale& sale, const FlagPair& pair) {
  if (pair.sums.paid_orders != 1) return;
  if (auto flag = related(relations_, sale.supplier, sale.buyer(), pair.is_person))
    raise(flag_of_pair(std::move(*flag), pair), sale.at);
}

void FlagFold::add_month(const WatchedSale& sale) {
  const auto buyer = *sale.buyer_organisation;
  const auto month = month_of(sale.on());
  auto& sums = months_[{buyer, month}];
  sums.paid_fen += sale.amount().fen();
  keep(sums.orders, sale.order);
  touched_months_[{buyer, month}] = sums;
  if (month.month() != std::chrono::December) return;
  std::vector<std::int64_t> before;
  for (unsigned m = 1; m <= 11; ++m) {
    const auto found = months_.find({buyer, Date(month.year() / std::chrono::month(m) / std::chrono::day(1))});
    before.push_back(found == months_.end() ? 0 : found->second.paid_fen);
  }
  const SpikeLimits limits{limit(sale.on(), LimitName::year_end_percent),
                           limit(sale.on(), LimitName::year_end_least_fen)};
  if (!is_year_end_spike(sums.paid_fen, before, limits)) return;
  NewFlag flag;
  flag.rule = FlagRule::year_end_spike;
  flag.evidence_key = buyer.str() + ':' + to_string(month);
  flag.buyer = buyer;
  flag.buyer_division = sale.buyer_division;  // and no county: the sums are of goods from all of them
  flag.occurred_on = sale.on();
  flag.amount = Money(sums.paid_fen);
  flag.evidence.figures = {{"december_fen", sums.paid_fen},
                           {"median_month_fen", median(before)},
                           {"limit_percent", limits.percent},
                           {"limit_least_fen", limits.least_fen}};
  flag.evidence.orders = sums.orders;
  raise(std::move(flag), sale.at);
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
  flag.evidence_key = line.sku.str() + ':' + to_string(month_of(day));  // once a month
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

void FlagFold::add(const WatchedRefund& refund) {
  const auto& sale = refund.sale;
  auto& pair = pairs_[sale.pair()];
  touched_.insert(sale.pair());
  const auto day = china_date(refund.at);
  ++pair.sums.refunds;
  pair.sums.refunded_fen += refund.amount.fen();
  const auto quick_days = static_cast<int>(limit(day, LimitName::refund_quick_days));
  if (day < add_days(sale.on(), quick_days)) ++pair.sums.quick_refunds;
  pair.last_on = day;
  keep(pair.refunded, sale.order);
  const RefundLimits limits{limit(day, LimitName::refund_share_permille), limit(day, LimitName::refund_least_orders)};
  if (!is_refund_pattern(pair.sums, limits)) return;
  NewFlag flag;
  flag.rule = FlagRule::refund_after_counting;
  flag.evidence_key = sale.supplier.str() + ':' + text_of(sale.buyer()) + ':' + std::to_string(sale.pair().year);
  flag.supplier = sale.supplier;
  if (!pair.is_person) flag.buyer = OrganisationId(sale.buyer());
  flag.buyer_division = pair.buyer_division;  // and no county: the sums are of goods from all of them
  flag.occurred_on = day;
  flag.evidence.figures = {{"paid_orders", pair.sums.paid_orders},      {"refunds", pair.sums.refunds},
                           {"quick_refunds", pair.sums.quick_refunds},  {"limit_share_permille", limits.share_permille},
                           {"limit_least_orders", limits.least_orders}, {"limit_quick_days", quick_days}};
  if (!pair.is_person) {  // what one person buys is told to nobody
    flag.amount = Money(pair.sums.refunded_fen);
    flag.evidence.figures["paid_fen"] = pair.sums.paid_fen;
    flag.evidence.figures["refunded_fen"] = pair.sums.refunded_fen;
    flag.evidence.orders = pair.refunded;
  }
  raise(std::move(flag), refund.at);
}

void FlagFold::write() {
  std::map<FlagPairKey, FlagPair> changed;
  for (const auto& key : touched_) changed.emplace(key, pairs_.at(key));
  store::put_flag_pairs(tx_, changed);
  store::put_flag_months(tx_, touched_months_);
  store::add_flag_prices(tx_, added_);
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
  flag.evidence_key = supplier.str() + ':' + text_of(buyer);
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
  flag.evidence.orders = pair.orders;
  return flag;
}

}  // namespace shanhai::measurement
