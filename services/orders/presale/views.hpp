// Presales as suppliers open and everybody reads them.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/presale/store.hpp"

namespace shanhai::orders {

struct PresaleBody {
  SkuId sku_id;
  Bounded<1, 1000000> allotment;     // units that will be there
  std::optional<Instant> starts_at;  // left out: now
  Instant ends_at{};                 // exclusive
  Date ships_from{};                 // nothing is packed before this day
  Date ships_by{};                   // promised to every buyer
};
BOOST_DESCRIBE_STRUCT(PresaleBody, (), (sku_id, allotment, starts_at, ends_at, ships_from, ships_by))

struct PutOffBody {
  Date ships_by{};  // later than before
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(PutOffBody, (), (ships_by, reason))

struct WithdrawPresaleBody {
  Text<1, 200> reason;
};
BOOST_DESCRIBE_STRUCT(WithdrawPresaleBody, (), (reason))

struct PresaleView {
  PresaleId presale_id;
  SkuId sku_id;
  OrganisationId supplier_id;
  PresaleState state = PresaleState::open;
  std::int64_t allotment = 0, taken = 0, left = 0;  // units; left: while it is open
  Instant starts_at{}, ends_at{};
  Date ships_from{}, ships_by{};
  std::optional<std::string> reason;  // why it was put off or withdrawn
  Instant opened_at{};
  std::optional<Instant> ended_at;
};
BOOST_DESCRIBE_STRUCT(PresaleView, (),
                      (presale_id, sku_id, supplier_id, state, allotment, taken, left, starts_at, ends_at, ships_from,
                       ships_by, reason, opened_at, ended_at))

struct PresalePage {
  std::vector<PresaleView> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(PresalePage, (), (items, next_cursor))

PresaleView view_of(const PresaleRow& row);

}  // namespace shanhai::orders
