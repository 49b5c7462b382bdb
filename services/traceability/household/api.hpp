// Households as their cooperative enters and sees them. Nobody else does.
#pragma once

#include "services/traceability/list_query.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability {

struct HouseholdEntry {
  Text<1, 40> name;
  Text<6, 12> village_division;
  std::optional<Text<1, 20>> phone;
  std::optional<Text<1, 20>> id_number;
};
BOOST_DESCRIBE_STRUCT(HouseholdEntry, (), (name, village_division, phone, id_number))

struct HouseholdReceipt {
  HouseholdId household_id;
  std::string village_division;
  Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(HouseholdReceipt, (), (household_id, village_division, created_at))

// What is sealed.
struct HouseholdIdentity {
  std::string name;
  std::optional<std::string> phone, id_number;
};
BOOST_DESCRIBE_STRUCT(HouseholdIdentity, (), (name, phone, id_number))

struct HouseholdView : HouseholdReceipt {
  std::string name;
  std::optional<std::string> phone, id_number;
};
BOOST_DESCRIBE_STRUCT(HouseholdView, (HouseholdReceipt), (name, phone, id_number))

struct HouseholdPage {
  std::vector<HouseholdView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(HouseholdPage, (), (items, next_cursor))

}  // namespace shanhai::traceability
