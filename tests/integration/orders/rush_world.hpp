// The world of orders with a second process beside it, on the same schema: another writer, another memory.
#pragma once

#include <boost/asio/detached.hpp>

#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {

class RushWorld : public World {
 protected:
  struct Attempt {
    auth::Principal who;
    CheckoutBody body;
  };
  struct Tally {
    std::vector<CheckoutReceipt> placed;
    std::map<std::string, int> refused;
  };

  RushWorld() { other.writer.start(); }
  ~RushWorld() override { other.writer.stop(); }

  // All at once, one after the other through this process and the other.
  Tally place_all(const std::vector<Attempt>& attempts) {
    asio::io_context context(1);
    Tally tally;
    for (std::size_t i = 0; i < attempts.size(); ++i) {
      auto& checkout = i % 2 == 0 ? parts.checkout : other.checkout;
      asio::co_spawn(context.get_executor(), place_one(checkout, by(attempts[i].who), attempts[i].body, key(), tally),
                     asio::detached);
    }
    context.run();
    return tally;
  }
  CheckoutBody wanted(const Product& product, std::int64_t quantity, const std::string& detail = {},
                      std::optional<RushTicketId> ticket = {}) {
    auto out = body({{&product, quantity}});
    if (!detail.empty()) {
      auto to = address();
      to.detail = detail;
      out.deliveries[0].recipient = to;
    }
    out.accepts_presale = true;
    if (ticket) out.rush_tickets = std::vector<RushTicketId>{*ticket};
    return out;
  }
  // On sale for an hour, an hour from now.
  PresaleBody presale_to_come(std::int64_t allotment) {
    PresaleBody out;
    out.sku_id = tea.sku;
    out.allotment = allotment;
    out.starts_at = db.clock.now() + std::chrono::hours(1);
    out.ends_at = db.clock.now() + std::chrono::hours(2);
    out.ships_from = *parse_date("2026-12-05");
    out.ships_by = *parse_date("2026-12-20");
    return out;
  }
  std::string code_of(const auth::Principal& who, CheckoutBody body) {
    const auto receipt = checkout(who, std::move(body));
    return receipt.has_error() ? receipt.error().code : "placed";
  }

  std::int64_t count(const std::string& sql) {
    const db::Query query{"test.count", sql};
    return db
        .transaction([&](db::Tx& tx) -> Result<std::int64_t> {
          const auto rows = tx.query(query);
          return rows.front().get<std::int64_t>("n");
        })
        .value();
  }
  // The names of the statements that the server was sent meanwhile.
  template <class F>
  std::set<std::string> sent_during(F f) {
    db::Connection admin(fixture::DatabaseServer::shared().admin());
    admin.execute("SET GLOBAL log_output = 'TABLE'");
    admin.execute("TRUNCATE TABLE mysql.general_log");
    admin.execute("SET GLOBAL general_log = 1");
    f();
    admin.execute("SET GLOBAL general_log = 0");
    const auto rows = admin.query("SELECT CONVERT(argument USING utf8mb4) AS sent FROM mysql.general_log");
    std::set<std::string> out;
    for (const auto row : rows) {
      const auto text = row.get<std::string>("sent");  // of several statements, where they went together
      for (auto from = text.find("/* "); from != text.npos; from = text.find("/* ", from + 3)) {
        out.insert(text.substr(from + 3, text.find(" */", from) - from - 3));
      }
    }
    return out;
  }
  // Statements of a kind that the server has run so far, such as "Com_select".
  std::int64_t statements(const std::string& kind) {
    auto connection = db.schema.connect();
    return std::stoll(connection.query("SHOW GLOBAL STATUS LIKE '" + kind + "'").front().get<std::string>("Value"));
  }

  Parts other{context, people, {&channel, nullptr, &alipay_channel, nullptr}, {}};
  Product tea = publish({});
  auth::Principal coop = seller(tea.supplier);

 private:
  static Task<> place_one(Checkout& checkout, Command command, CheckoutBody body, db::IdempotencyKey key,
                          Tally& tally) {
    auto placed = co_await checkout.place(command, std::move(body), std::move(key));
    if (placed.has_error()) {
      ++tally.refused[placed.error().code];
    } else {
      tally.placed.push_back(json::parse<CheckoutReceipt>(placed->answer).value());
    }
  }
};

}  // namespace shanhai::orders
