// What the benchmark of orders needs besides the servers.
//   bench_orders goods SOCKET SCHEMA USER PASSWORD COUNT UNITS   puts COUNT SKUs on sale, prints a line for each: id,
//   units bench_orders load PORTS CONNECTIONS MILLISECONDS TOKENS SKUS SEED ACKNOWLEDGED
//     TOKENS, SKUS: files, one a line; what was acknowledged is added to the file ACKNOWLEDGED: key, tab, answer.
//     Prints: orders per second, median and 99th percentile in milliseconds, refusals.
//   bench_orders check SOCKET SCHEMA USER PASSWORD ACKNOWLEDGED SKUS...   holds the schema against what was
//   acknowledged
//     Prints: orders acknowledged, units oversold, orders lost, doubled, ledger difference in fen; ends with 1 on any.
#include <algorithm>
#include <charconv>
#include <fstream>
#include <iostream>
#include <sstream>

#include "common/db/database.hpp"
#include "services/orders/catalog_projection/store.hpp"
#include "services/orders/stock/transfers.hpp"
#include "tests/fixture/order_checker.hpp"
#include "tests/load/checkout_load.hpp"

namespace shanhai::load {
namespace {

constexpr std::size_t kGoodsInOneTransaction = 200;

events::Event event_of(std::string_view type, const json::Value& payload) {
  events::Event out;
  out.type = type;
  out.payload = payload.as_object();
  return out;
}

class Shelf {
 public:
  explicit Shelf(db::Endpoint endpoint) : database_("orders", std::move(endpoint), 1, clock_, random_) {}

  std::vector<SkuId> fill(std::size_t count, std::int64_t units) {
    std::vector<SkuId> out;
    while (out.size() < count) {
      const auto some = std::min(kGoodsInOneTransaction, count - out.size());
      const auto work = [&](db::Tx& tx) -> Result<std::vector<SkuId>> {
        std::vector<SkuId> made;
        for (std::size_t i = 0; i < some; ++i) {
          SH_TRY(const auto sku, put_on_sale(tx, units));
          made.push_back(sku);
        }
        return made;
      };
      const auto made = database_.transaction_blocking(work).value();
      out.insert(out.end(), made.begin(), made.end());
    }
    return out;
  }

 private:
  Result<SkuId> put_on_sale(db::Tx& tx, std::int64_t units) {
    const auto sku = SkuId::make(clock_, random_);
    const auto supplier = OrganisationId::make(clock_, random_);
    catalog::ProductPublished published;
    published.product = ProductId::make(clock_, random_);
    published.version = 1;
    published.supplier = supplier;
    published.name = "凉山苦荞茶";
    published.production_county = published.raw_material_county = published.registration_county = "513431";
    published.skus = {{sku, "02012345678907", "500 g 盒装", "盒", Money(5800), 500}};
    const catalog::SupplierChanged approved{supplier, "昭觉县合作社", catalog::SupplierStatus::approved, "513431"};
    SH_CHECK(orders::store::apply_catalog(tx, event_of(catalog::kSupplierChanged, json::write(approved))));
    SH_CHECK(orders::store::apply_catalog(tx, event_of(catalog::kProductPublished, json::write(published))));
    orders::LotTransfer transfer;
    transfer.transfer = orders::TransferId::make(clock_, random_);
    transfer.supplier = supplier;
    transfer.sku = sku;
    transfer.lot = LotId::make(clock_, random_);
    transfer.lot_number = "L1";
    transfer.quantity = units;
    SH_CHECK(orders::store::receive_lot(tx, random_, transfer));
    return sku;
  }

  SystemClock clock_;
  SecureRandom random_;
  db::Database database_;
};

std::vector<std::string> lines_of(const std::string& path) {
  std::vector<std::string> out;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) out.push_back(line);
  if (out.empty()) throw std::runtime_error(path + " is empty");
  return out;
}

double percentile(std::vector<double>& sorted, double part) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(part * static_cast<double>(sorted.size())))];
}

int goods(const std::vector<std::string>& words) {
  Shelf shelf({"unix://" + words[1], words[2], words[3], words[4], {}});
  for (const auto sku : shelf.fill(std::stoul(words[5]), std::stoll(words[6])))
    std::cout << sku.str() << ' ' << words[6] << '\n';
  return 0;
}

int load(const std::vector<std::string>& words) {
  LoadPlan plan;
  std::istringstream ports(words[1]);
  for (std::string port; std::getline(ports, port, ',');) {
    plan.ports.push_back(static_cast<unsigned short>(std::stoul(port)));
  }
  plan.connections = std::stoul(words[2]);
  plan.time = std::chrono::milliseconds(std::stoll(words[3]));
  plan.tokens = lines_of(words[4]);
  for (const auto& line : lines_of(words[5])) plan.skus.push_back(line.substr(0, line.find(' ')));
  plan.seed = std::stoull(words[6]);
  auto result = place_orders(plan);
  std::ofstream acknowledged(words[7], std::ios::app);
  for (const auto& one : result.acknowledged) {
    acknowledged << one.key << '\t' << one.answer << '\n';
  }
  std::sort(result.milliseconds.begin(), result.milliseconds.end());
  const double seconds = std::chrono::duration<double>(plan.time).count();
  std::cout << static_cast<double>(result.in_time) / seconds << ' ' << percentile(result.milliseconds, 0.5) << ' '
            << percentile(result.milliseconds, 0.99) << ' ' << result.refusals.size() << '\n';
  if (!result.refusals.empty()) std::cerr << result.refusals.front() << '\n';
  return 0;
}

int check(const std::vector<std::string>& words) {
  fixture::OrderClaims claims;
  for (const auto& line : lines_of(words[5])) {
    const auto tab = line.find('\t');
    claims.checkouts.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  for (std::size_t i = 6; i < words.size(); ++i) {
    for (const auto& line : lines_of(words[i])) {
      const auto space = line.find(' ');
      claims.units[SkuId::parse(line.substr(0, space)).value()] = std::stoll(line.substr(space));
    }
  }
  db::Connection connection({"unix://" + words[1], words[2], words[3], words[4], {}, std::chrono::seconds(0)});
  const auto verdict = fixture::check_orders(claims, connection);
  std::cout << verdict.acknowledged << ' ' << verdict.oversold << ' ' << verdict.lost << ' ' << verdict.doubled << ' '
            << verdict.ledger_difference.fen() << '\n';
  if (!verdict.is_clean()) std::cerr << verdict.text() << '\n';
  return verdict.is_clean() ? 0 : 1;
}

}  // namespace
}  // namespace shanhai::load

int main(int count, char** values) {
  const std::vector<std::string> words(values + 1, values + count);
  try {
    if (words.size() == 7 && words[0] == "goods") return shanhai::load::goods(words);
    if (words.size() == 8 && words[0] == "load") return shanhai::load::load(words);
    if (words.size() >= 7 && words[0] == "check") return shanhai::load::check(words);
  } catch (const std::exception& e) {
    std::cerr << "bench_orders: " << e.what() << '\n';
    return 1;
  }
  std::cerr << "usage: bench_orders goods|load|check ... (see the head of orders_bench.cpp)\n";
  return 2;
}
