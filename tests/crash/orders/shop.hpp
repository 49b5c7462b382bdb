// What the service works on: a schema with goods and stock, which outlives every process, and its books.
#pragma once

#include <filesystem>

#include "services/orders/placement/checkout.hpp"
#include "tests/crash/orders/wechat_pay_stand_in.hpp"
#include "tests/fixture/database.hpp"

namespace shanhai::orders {

struct Goods {
  ProductId product;
  SkuId sku;
  OrganisationId supplier;
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
  void put_on_sale(std::int64_t units);
  void change(const db::Query& query, const db::Params& params);  // waits for a database that is away

  std::filesystem::path directory_;
  std::string settings_path_;
};

}  // namespace shanhai::orders
