#include "services/identity/addresses/domain.hpp"
#include "tests/integration/identity/world.hpp"

namespace shanhai::identity {
namespace {

constexpr auto kPhone = "13800138000";
constexpr auto kOther = "13900139000";

class AddressesTest : public World {
 protected:
  DeliveryAddress address(const std::string& recipient = "李四", const std::string& division = "440605") {
    return {recipient, kOther, division, "桂城街道南海大道 1 号"};
  }
  template <class T>
  std::string code(const Result<T>& outcome) {
    return outcome ? "done" : outcome.error().code;
  }
};

TEST_F(AddressesTest, AreKeptChangedAndRemoved) {
  const auto by = person(kPhone);
  const auto added = run(addresses.add(by, address())).value();
  EXPECT_EQ(added.version, 1);
  EXPECT_EQ(added.division_name, "广东省佛山市南海区");
  const auto replaced = run(addresses.replace(by, added.id, 1, address("王五"))).value();
  EXPECT_EQ(replaced.version, 2);
  const auto page = run(addresses.list(by, {})).value();
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_EQ(page.items[0].recipient, "王五");
  EXPECT_EQ(page.items[0].version, 2);
  EXPECT_EQ(code(run(addresses.replace(by, added.id, 1, address()))), "precondition_failed");
  EXPECT_EQ(code(run(addresses.remove(by, added.id))), "done");
  EXPECT_EQ(code(run(addresses.remove(by, added.id))), "address_not_found");
}

TEST_F(AddressesTest, OfOthersAreNotFound) {
  const auto mine = person(kPhone), theirs = person(kOther);
  const auto added = run(addresses.add(mine, address())).value();
  EXPECT_EQ(code(run(addresses.replace(theirs, added.id, 1, address()))), "address_not_found");
  EXPECT_EQ(code(run(addresses.remove(theirs, added.id))), "address_not_found");
  EXPECT_TRUE(run(addresses.list(theirs, {})).value().items.empty());
  EXPECT_EQ(code(run(api.delivery_address({theirs.account, {}, added.id}))), "address_not_found");
  EXPECT_EQ(run(api.delivery_address({mine.account, {}, added.id})).value().recipient.str(), "李四");
  EXPECT_EQ(code(run(api.delivery_address({AccountId::make(clock, random), {}, added.id}))), "address_not_found");
}

TEST_F(AddressesTest, AUnitHasABookOfItsOwn) {
  const auto by = person(kPhone);
  const auto own = run(addresses.add(by, address("我自己"))).value();
  const auto unit = organisation(by, OrganisationKind::trade_union);
  run(organisations.add_member(by, unit.id, {kOther, false}, call)).value();
  const auto first = principal(enter(kPhone, auth::Role::buyer_unit));
  const auto shared = run(addresses.add(first, address("工会"))).value();
  const auto second = principal(enter(kOther, auth::Role::buyer_unit));
  const auto book = run(addresses.list(second, {})).value();
  ASSERT_EQ(book.items.size(), 1u) << "what one member writes the other reads";
  EXPECT_EQ(book.items[0].id, shared.id);
  EXPECT_EQ(run(addresses.list(by, {})).value().items.size(), 1u);
  EXPECT_EQ(run(addresses.list(by, {})).value().items[0].id, own.id);
  EXPECT_EQ(code(run(api.delivery_address({first.account, unit.id, own.id}))), "address_not_found");
  EXPECT_EQ(code(run(api.delivery_address({first.account, unit.id, shared.id}))), "done");
}

TEST_F(AddressesTest, RefusedInputNamesItsField) {
  const auto by = person(kPhone);
  auto wrong = address("李四", "440600");
  wrong.phone = "12345678901";
  const auto refused = run(addresses.add(by, wrong));
  ASSERT_TRUE(refused.has_error());
  ASSERT_EQ(refused.error().fields.size(), 2u);
  EXPECT_EQ(refused.error().fields[0].pointer, "/phone");
  EXPECT_EQ(refused.error().fields[1].pointer, "/division");
  const auto added = run(addresses.add(by, address("李四", "441900"))).value();
  EXPECT_EQ(added.division_name, "广东省东莞市");
  EXPECT_TRUE(run(addresses.replace(by, added.id, 1, wrong)).has_error());
}

TEST_F(AddressesTest, StandSealed) {
  const auto by = person(kPhone);
  run(addresses.add(by, address("欧阳修"))).value();
  const auto all = dump();
  for (const auto* secret : {"欧阳修", "桂城街道", kOther, "440605"})
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
}

TEST_F(AddressesTest, OpenOnlyWhereTheyStand) {
  const auto by = person(kPhone);
  const auto first = run(addresses.add(by, address("甲"))).value(),
             second = run(addresses.add(by, address("乙"))).value();
  auto connection = service.schema.connect();
  connection.execute("UPDATE address a JOIN address b ON a.id <> b.id SET a.content = b.content WHERE a.version = 1");
  EXPECT_THROW(run(addresses.list(by, {})), std::runtime_error)
      << "a row moved elsewhere does not open: " << first.id.str();
  EXPECT_EQ(code(run(addresses.remove(by, second.id))), "done");
}

TEST_F(AddressesTest, ComeInPages) {
  const auto by = person(kPhone);
  for (int i = 0; i < 5; ++i) run(addresses.add(by, address("收件人" + std::to_string(i)))).value();
  AddressListQuery query;
  query.limit = 2;
  std::vector<std::string> seen;
  for (;;) {
    const auto page = run(addresses.list(by, query)).value();
    for (const auto& one : page.items) seen.push_back(one.recipient);
    if (!page.next_cursor) break;
    query.cursor = *page.next_cursor;
  }
  EXPECT_EQ(seen.size(), 5u);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 5u);
}

TEST_F(AddressesTest, ABookIsFullAtItsLimitHoweverManyWriteAtOnce) {
  const auto by = person(kPhone);
  const auto insert = [this, &by](int rows) {
    service.transaction([&](db::Tx& tx) -> Result<void> {
      for (int i = 0; i < rows; ++i) {
        store::insert_address(tx, {by.account, {}}, {AddressId(make_uuid_v7(tx.now(), random)), "sealed", 1});
      }
      return {};
    });
  };
  insert(kAddressesMax - 2);
  std::atomic<int> added{0}, refused{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&] { (code(run(addresses.add(by, address()))) == "done" ? added : refused)++; });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(added, 2);
  EXPECT_EQ(refused, 3);
}

}  // namespace
}  // namespace shanhai::identity
