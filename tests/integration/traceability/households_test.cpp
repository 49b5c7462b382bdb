#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {
namespace {

class Households : public World {};

TEST_F(Households, AreSealedAndOpenForTheirCooperativeOnly) {
  const auto owner = cooperative(), stranger = cooperative();
  HouseholdEntry entry;
  entry.name = "吉克阿木";
  entry.village_division = "513431100201";
  entry.phone = Text<1, 20>("13800138000");
  entry.id_number = Text<1, 20>("11010519491231002X");
  const auto receipt = must(households.add(owner, entry));
  const auto page = must(households.list(owner, {}));
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_EQ(page.items[0].household_id, receipt.household_id);
  EXPECT_EQ(page.items[0].name, "吉克阿木");
  EXPECT_EQ(page.items[0].phone, "13800138000");
  EXPECT_EQ(page.items[0].id_number, "11010519491231002X");
  EXPECT_EQ(page.items[0].village_division, "513431100201");
  EXPECT_TRUE(must(households.list(stranger, {})).items.empty());
  for (const auto* secret : {"吉克阿木", "13800138000", "11010519491231002X"}) {
    EXPECT_EQ(count("SELECT COUNT(*) FROM household WHERE LOCATE('" + std::string(secret) + "', identity) > 0"), 0);
    EXPECT_EQ(count("SELECT COUNT(*) FROM audit_entry WHERE LOCATE('" + std::string(secret) + "', details) > 0"), 0);
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_entry WHERE action = 'traceability.households.read'"), 2);
}

TEST_F(Households, PseudonymsTellNothing) {
  const auto owner = cooperative();
  std::vector<HouseholdId> made;
  for (int i = 0; i < 20; ++i) made.push_back(household(owner));
  // Not in the order in which they were entered, as ids with a time in them would be.
  EXPECT_FALSE(std::is_sorted(made.begin(), made.end()));
  std::vector<HouseholdId> listed;
  ListQuery query;
  query.limit = 8;
  do {
    const auto page = must(households.list(owner, query));
    for (const auto& item : page.items) listed.push_back(item.household_id);
    query.cursor = page.next_cursor ? std::optional(Text<1, 512>(*page.next_cursor)) : std::nullopt;
  } while (query.cursor);
  std::sort(made.begin(), made.end());
  EXPECT_EQ(listed, made);
}

TEST_F(Households, WrongEntriesNameTheirFields) {
  const auto owner = cooperative();
  HouseholdEntry entry;
  entry.name = "阿木";
  entry.village_division = "999999";
  entry.phone = Text<1, 20>("138");
  const auto error = refused(households.add(owner, entry));
  ASSERT_EQ(error.fields.size(), 2u);
  EXPECT_EQ(error.fields[0].pointer, "/village_division");
  EXPECT_EQ(error.fields[1].pointer, "/phone");
  EXPECT_EQ(count("SELECT COUNT(*) FROM household"), 0);
}

}  // namespace
}  // namespace shanhai::traceability
