// Facts of SKU versions: read once for everybody who asks meanwhile, and told to nobody wrongly.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "common/base/encoding.hpp"
#include "tests/integration/orders/rush_world.hpp"

namespace shanhai::orders {
namespace {

class QuoteBookTest : public RushWorld {
 protected:
  // Each of `asked` by somebody, all at once, of a book that knows nothing yet.
  std::vector<Quotes> ask(QuoteBook& book, const std::vector<std::vector<QuotedSku>>& asked) {
    asio::io_context context;
    std::vector<Quotes> out(asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i)
      asio::co_spawn(context.get_executor(), ask_one(book, asked[i], out[i], failed), asio::detached);
    context.run();
    return out;
  }
  static Task<> ask_one(QuoteBook& book, std::vector<QuotedSku> wanted, Quotes& out, int& failed) {
    try {
      out = co_await book.find(std::move(wanted));
    } catch (const std::exception&) {
      ++failed;
    }
  }

  int failed = 0;
};

TEST_F(QuoteBookTest, ManyWhoAskAtOnceCostTwoReads) {
  std::vector<std::vector<QuotedSku>> asked;
  for (int i = 0; i < 30; ++i) asked.push_back({{publish({}).sku, 1}, {tea.sku, 1}});
  asked[7].push_back({asked[3][0].sku, 2});  // was not published
  QuoteBook book(db.database);
  std::vector<Quotes> found;
  const auto snapshots = [this] { return statements("Com_begin"); };
  const auto before = snapshots();
  found = ask(book, asked);
  EXPECT_LE(snapshots() - before, 2 + 1) << "one for who came first, one for all others";
  for (std::size_t i = 0; i < asked.size(); ++i) {
    ASSERT_EQ(found[i].size(), 2U) << i;
    for (std::size_t k = 0; k < 2; ++k) EXPECT_EQ(found[i].at(asked[i][k])->sku, asked[i][k].sku);
  }
  const auto known = snapshots();
  ask(book, {asked[0], asked[29]});
  EXPECT_EQ(snapshots(), known);
}

TEST_F(QuoteBookTest, WhatNobodyAsksForIsForgottenFirst) {
  QuoteBook book(db.database, 4);
  const auto reads = [&](const Product& product) {
    const auto before = statements("Com_begin");
    EXPECT_EQ(ask(book, {{{product.sku, 1}}})[0].size(), 1U);
    return statements("Com_begin") - before;
  };
  EXPECT_EQ(reads(tea), 1);
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(reads(publish({})), 1);
    EXPECT_EQ(reads(tea), 0) << i;
  }
  const auto once = publish({});
  EXPECT_EQ(reads(once), 1);
  for (int i = 0; i < 8; ++i) reads(publish({}));
  EXPECT_EQ(reads(once), 1);
}

// What can't be read fails for whoever asked for it, not for those who were in the same round.
TEST_F(QuoteBookTest, WhatCannotBeReadHarmsNobodyElse) {
  const auto broken = publish({});
  const auto id = broken.sku.bytes();
  db.schema.connect().execute("UPDATE sku_projection SET category = 'none' WHERE sku = x'" +
                              to_hex(std::string(id.begin(), id.end())) + "'");
  QuoteBook book(db.database);
  const std::vector<QuotedSku> bad{{broken.sku, 1}}, good{{tea.sku, 1}};
  const auto found = ask(book, {bad, good, bad, good, good});
  EXPECT_EQ(failed, 2);
  for (const std::size_t i : {1, 3, 4}) EXPECT_EQ(found[i].count(good[0]), 1U) << i;
  EXPECT_EQ(ask(book, {good})[0].size(), 1U);
}

}  // namespace
}  // namespace shanhai::orders
