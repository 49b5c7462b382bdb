// Entries of an address book, as their owner writes and reads them.
#pragma once

#include "common/json/json.hpp"
#include "services/identity/api.hpp"

namespace shanhai::identity {

struct AddressView {
  AddressId id;
  std::string recipient, phone, division;
  std::string division_name;  // 广东省佛山市南海区
  std::string detail;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(AddressView, (), (id, recipient, phone, division, division_name, detail, version))

struct AddressListQuery {
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(AddressListQuery, (), (limit, cursor))

struct AddressPage {
  std::vector<AddressView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AddressPage, (), (items, next_cursor))

}  // namespace shanhai::identity
