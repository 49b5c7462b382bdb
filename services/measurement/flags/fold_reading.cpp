#include "services/measurement/flags/fold_reading.hpp"

#include "common/base/encoding.hpp"

namespace shanhai::measurement {
namespace {

std::string text_of(const IdBytes& bytes) {
  return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

Date month_of(Date day) { return day.year() / day.month() / std::chrono::day(1); }
Date new_year_of(Date day) { return day.year() / std::chrono::January / std::chrono::day(1); }
Date last_day_of_year(Date day) { return day.year() / std::chrono::December / std::chrono::day(31); }

std::string related_key(OrganisationId supplier, const IdBytes& buyer) { return supplier.str() + ':' + text_of(buyer); }
std::string refund_key(const WatchedSale& sale) {
  return related_key(sale.supplier, sale.buyer()) + ':' + std::to_string(sale.pair().year);
}
std::string year_end_key(const WatchedSale& sale) {
  const Date december = sale.on().year() / std::chrono::December / std::chrono::day(1);
  return OrganisationId(sale.buyer()).str() + ':' + to_string(december);
}
std::string price_key(SkuId sku, Date sold_on) { return sku.str() + ':' + to_string(month_of(sold_on)); }

void Touched::add_sale(const WatchedSale& sale) {
  pairs.insert(sale.pair());
  first = std::min(first, sale.on());
  last = std::max(last, sale.on());
  if (!sale.buyer_organisation) return;
  buyers.insert(*sale.buyer_organisation);
  keys[FlagRule::year_end_spike].insert(year_end_key(sale));
}

void Touched::add_taken_back(const WatchedSale& sale) {
  add_sale(sale);
  keys[FlagRule::related_parties].insert(related_key(sale.supplier, sale.buyer()));
}

void Touched::add(const Watched& one) {
  if (const auto* sale = std::get_if<WatchedSale>(&one)) {
    add_sale(*sale);
    parties.insert(sale->supplier);
    if (sale->buyer_organisation) parties.insert(*sale->buyer_organisation);
    for (const auto& line : sale->lines) {
      if (line.has_price()) skus.insert(line.sku);
    }
  } else if (const auto* refund = std::get_if<WatchedRefund>(&one)) {
    add_taken_back(refund->sale);
    for (const auto& line : refund->returned) {
      if (line.has_price()) keys[FlagRule::price_deviation].insert(price_key(line.sku, refund->sale.on()));
    }
  } else {
    const auto& sale = std::get<WatchedReversal>(one).sale;
    add_taken_back(sale);
    keys[FlagRule::refund_after_counting].insert(refund_key(sale));
  }
}

std::set<std::pair<FlagRule, std::string>> Touched::list_flagged(db::Tx& tx) const {
  std::set<std::pair<FlagRule, std::string>> out;
  for (const auto& [rule, all] : keys) {
    for (auto& key : store::list_flagged(tx, rule, {all.begin(), all.end()})) out.emplace(rule, key);
  }
  return out;
}

}  // namespace shanhai::measurement
