// The sums that rules look at, in SQL.
#include <algorithm>

#include "services/measurement/flags/store.hpp"
#include "services/measurement/lists.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

db::Bytes raw(const IdBytes& bytes) { return {std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size())}; }

// Each value stands for several columns of a key: ranges of a list grow with their product.
constexpr std::size_t kInOneRead = 300;

template <class T, class F>
void for_some(const std::vector<T>& all, F f) {
  in_parts(all, std::move(f), kInOneRead);
}

std::vector<KeptOrder> orders_of(const std::string& text) { return json::parse<std::vector<KeptOrder>>(text).value(); }

std::pair<FlagPairKey, FlagPair> read_pair(const db::Row& row) {
  FlagPairKey key;
  key.supplier = row.get<OrganisationId>("supplier");
  key.buyer = row.get<OrganisationId>("buyer").bytes();
  key.year = static_cast<int>(row.get<std::int64_t>("year"));
  FlagPair pair;
  pair.is_person = row.get<bool>("is_person");
  pair.buyer_division = row.get<std::string>("buyer_division");
  pair.county = row.get<std::string>("county");
  pair.sums = {row.get<std::int64_t>("paid_orders"),   row.get<std::int64_t>("paid_fen"),
               row.get<std::int64_t>("refunds"),       row.get<std::int64_t>("refunded_fen"),
               row.get<std::int64_t>("quick_refunds"), row.get<std::int64_t>("returned_orders")};
  pair.last_on = row.get<Date>("last_on");
  pair.orders = orders_of(row.get<std::string>("orders"));
  pair.refunded = orders_of(row.get<std::string>("refunded_orders"));
  return {key, std::move(pair)};
}

}  // namespace

std::map<FlagPairKey, FlagPair> list_flag_pairs(db::Tx& tx, const std::vector<FlagPairKey>& keys) {
  std::map<FlagPairKey, FlagPair> out;
  for_some(keys, [&](const std::vector<FlagPairKey>& some) {
    std::vector<db::Params> rows;
    for (const auto& key : some)
      rows.push_back({{"supplier", key.supplier}, {"buyer", raw(key.buyer)}, {"year", key.year}});
    for (const auto row : tx.query_rows(q::list_flag_pairs, rows)) out.insert(read_pair(row));
  });
  return out;
}

std::vector<std::pair<FlagPairKey, FlagPair>> list_pair_years(db::Tx& tx, OrganisationId supplier,
                                                              const IdBytes& buyer) {
  std::vector<std::pair<FlagPairKey, FlagPair>> out;
  for (const auto row : tx.query(q::list_pair_years, {{"supplier", supplier}, {"buyer", raw(buyer)}}))
    out.push_back(read_pair(row));
  return out;
}

void put_flag_pairs(db::Tx& tx, const std::map<FlagPairKey, FlagPair>& pairs) {
  std::vector<db::Params> rows;
  for (const auto& [key, pair] : pairs) {
    rows.push_back({{"supplier", key.supplier},
                    {"buyer", raw(key.buyer)},
                    {"year", key.year},
                    {"is_person", pair.is_person},
                    {"buyer_division", pair.buyer_division},
                    {"county", pair.county},
                    {"paid_orders", pair.sums.paid_orders},
                    {"returned_orders", pair.sums.returned_orders},
                    {"paid", pair.sums.paid_fen},
                    {"refunds", pair.sums.refunds},
                    {"refunded", pair.sums.refunded_fen},
                    {"quick_refunds", pair.sums.quick_refunds},
                    {"last_on", pair.last_on},
                    {"orders", json::print(pair.orders)},
                    {"refunded_orders", json::print(pair.refunded)}});
  }
  tx.execute_rows(q::put_flag_pair, rows);
}

FlagMonths list_flag_months(db::Tx& tx, const std::vector<OrganisationId>& buyers, Date from, Date to) {
  FlagMonths out;
  for_some(buyers, [&](const std::vector<OrganisationId>& some) {
    const auto rows = tx.query(q::list_flag_months, {{"buyers", db::Value::list_of(some)}, {"from", from}, {"to", to}});
    for (const auto row : rows) {
      out[{row.get<OrganisationId>("buyer"), row.get<Date>("month")}] = {row.get<std::int64_t>("paid_fen"),
                                                                         orders_of(row.get<std::string>("orders"))};
    }
  });
  return out;
}

void put_flag_months(db::Tx& tx, const FlagMonths& months) {
  std::vector<db::Params> rows;
  for (const auto& [key, month] : months) {
    rows.push_back(
        {{"buyer", key.first}, {"month", key.second}, {"paid", month.paid_fen}, {"orders", json::print(month.orders)}});
  }
  tx.execute_rows(q::put_flag_month, rows);
}

FlagPrices list_flag_prices(db::Tx& tx, const std::vector<SkuId>& skus, Date from, Date to) {
  FlagPrices out;
  for_some(skus, [&](const std::vector<SkuId>& some) {
    const auto rows = tx.query(q::list_flag_prices, {{"skus", db::Value::list_of(some)}, {"from", from}, {"to", to}});
    for (const auto row : rows) {
      out[{row.get<SkuId>("sku"), row.get<Date>("day")}][row.get<std::int64_t>("price_fen")] =
          row.get<std::int64_t>("line_count");
    }
  });
  return out;
}

void add_flag_prices(db::Tx& tx, const FlagPrices& added) {
  std::vector<db::Params> rows;
  for (const auto& [key, prices] : added) {
    for (const auto& [price, lines] : prices)
      rows.push_back({{"sku", key.first}, {"day", key.second}, {"price", price}, {"lines", lines}});
  }
  tx.execute_rows(q::add_flag_price, rows);
}

void add_shipped_lots(db::Tx& tx, const std::map<LotId, LotShipped>& lots) {
  std::vector<db::Params> rows;
  for (const auto& [id, lot] : lots)
    rows.push_back({{"lot", id}, {"supplier", lot.supplier}, {"quantity", lot.quantity}, {"at", lot.at}});
  tx.execute_rows(q::add_shipped_lot, rows);
}

void add_lot_on_sale(db::Tx& tx, LotId lot, OrganisationId supplier, std::int64_t quantity) {
  tx.execute(q::add_lot_on_sale, {{"lot", lot}, {"supplier", supplier}, {"quantity", quantity}, {"never", Instant()}});
}

std::vector<FlagLot> list_exceeding_lots(db::Tx& tx, Instant before, LotId after) {
  std::vector<FlagLot> out;
  for (const auto row : tx.query(q::list_exceeding_lots, {{"before", before}, {"after", after}})) {
    out.push_back({row.get<LotId>("lot"), row.get<OrganisationId>("supplier"), row.get<std::int64_t>("on_sale"),
                   row.get<std::int64_t>("shipped"), row.get<Instant>("last_shipped_at")});
  }
  return out;
}

void reach(db::Tx& tx, std::string_view stream, Instant occurred_at) {
  tx.execute(q::put_flag_reached, {{"stream", stream}, {"at", occurred_at}});
}

std::optional<Instant> reached(db::Tx& tx, std::string_view stream) {
  const auto rows = tx.query(q::find_flag_reached, {{"stream", stream}});
  if (rows.empty()) return std::nullopt;
  return rows.front().get<Instant>("occurred_at");
}

void add_shipped_skus(db::Tx& tx, const std::map<std::pair<int, SkuId>, std::int64_t>& shipped) {
  std::vector<db::Params> rows;
  for (const auto& [key, quantity] : shipped)
    rows.push_back({{"year", key.first}, {"sku", key.second}, {"quantity", quantity}});
  tx.execute_rows(q::add_flag_volume, rows);
}

std::vector<CountyVolume> list_county_volumes(db::Tx& tx, int year) {
  std::vector<CountyVolume> out;
  for (const auto row : tx.query(q::list_county_volumes, {{"year", year}})) {
    out.push_back(
        {row.get<std::string>("production_county"), row.get<std::string>("category"), row.get<std::int64_t>("grams")});
  }
  return out;
}

Relations list_relations(db::Tx& tx, const std::vector<OrganisationId>& organisations) {
  Relations out;
  for_some(organisations, [&](const std::vector<OrganisationId>& some) {
    const db::Params params{{"organisations", db::Value::list_of(some)}};
    for (const auto row : tx.query(q::organisation_member_list, params))
      out.members[row.get<OrganisationId>("organisation")].insert(row.get<AccountId>("account"));
    for (const auto row : tx.query(q::organisation_version_list_codes, params))
      out.codes.emplace(row.get<OrganisationId>("organisation"), row.get<std::string>("uscc"));
  });
  return out;
}

std::vector<OrganisationId> list_organisations_of(db::Tx& tx, AccountId account) {
  std::vector<OrganisationId> out;
  for (const auto row : tx.query(q::organisation_member_list_organisations, {{"account", account}}))
    out.push_back(row.get<OrganisationId>("organisation"));
  return out;
}

std::vector<OrganisationId> list_same_code(db::Tx& tx, OrganisationId organisation) {
  std::vector<OrganisationId> out;
  for (const auto row : tx.query(q::organisation_version_list_same_code, {{"organisation", organisation}}))
    out.push_back(row.get<OrganisationId>("organisation"));
  return out;
}

}  // namespace shanhai::measurement::store
