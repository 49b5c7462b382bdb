// What the service works on: a schema with goods and stock, which outlives every process, and its books.
#pragma once

#include <filesystem>
#include <functional>

#include "services/orders/placement/checkout.hpp"
#include "tests/crash/orders/wechat_pay_stand_in.hpp"
#include "tests/fixture/database.hpp"

namespace shanhai::orders {

struct Goods {
  ProductId product;
  SkuId sku;
  OrganisationId supplier;
  LotId lot;
  std::int64_t units = 0;  // put on sale in the beginning
};

class Shop {
 public:
  explicit Shop(fixture::DatabaseServer& server = fixture::DatabaseServer::shared());
  ~Shop();

  const std::string& settings_path() const { return settings_path_; }

  // As if the time had come.
  void run_out_of_time(OrderGroupId group);
  void ask_the_channel(PaymentId payment);
  void retry_refunds();
  void end_return_window(OrderId order);
  void end_return_windows();
  void long_since_shipped(OrderId order);
  void long_since_delivered(OrderId order);
  // Goods that nobody buys, on sale for longer than they may be.
  void let_a_lot_expire();
  void end_presale(PresaleId presale);
  void open_line(RushId rush);
  void start_rush(RushId rush);
  void end_rush(RushId rush);
  bool await_admission(RushTicketId ticket);  // false: it does not come
  // Other goods; 0: nothing of them is there yet. Thread-safe.
  Goods put_on_sale(std::int64_t units, std::optional<Date> best_before = {});
  std::int64_t lots_expired() const { return lots_expired_; }

  std::int64_t count(const char* sql);  // one number, named n
  // What is wrong in the service's own books, one line each.
  std::vector<std::string> differences();

  SystemClock clock;
  SeededRandom random;
  fixture::Schema schema;
  db::Database database;
  WechatPayStandIn wechat_pay{clock, random};
  std::vector<Goods> goods;

 private:
  void commit(const std::function<Result<void>(db::Tx&)>& work);  // waits for a database that is away
  void change(const db::Query& query, const db::Params& params);

  std::filesystem::path directory_;
  std::string settings_path_;
  std::int64_t lots_expired_ = 0;
};

}  // namespace shanhai::orders
