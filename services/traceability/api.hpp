// What other services may see of traceability: its events. Trace pages are public (routes.cpp).
#pragma once

#include "common/async/task.hpp"
#include "common/base/ids.hpp"
#include "common/json/json.hpp"

namespace shanhai::traceability {

// "traceability.lot_put_on_sale", aggregate "lot": a lot's households, for the distinct count of households that
// benefited.
struct LotPutOnSale {
  LotId lot;
  SkuId sku;
  OrganisationId supplier;
  std::int64_t quantity = 0;
  std::vector<std::string> households;  // random pseudonyms (hh_...), no identity behind them outside traceability
};
BOOST_DESCRIBE_STRUCT(LotPutOnSale, (), (lot, sku, supplier, quantity, households))

inline constexpr std::string_view kLotPutOnSale = "traceability.lot_put_on_sale";

// Payload of the lot's other events, aggregate "lot": what was recorded, taken, tested, ... and how much of it.
struct LotChanged {
  LotId lot;
  OrganisationId supplier;
  std::int64_t quantity = 0;  // in the lot's unit; 0 where the change concerns no quantity
};
BOOST_DESCRIBE_STRUCT(LotChanged, (), (lot, supplier, quantity))

inline constexpr std::string_view kLotRecorded = "traceability.lot_recorded";
inline constexpr std::string_view kLotConsumed = "traceability.lot_consumed";  // went into another lot
inline constexpr std::string_view kLotTested = "traceability.lot_tested";
inline constexpr std::string_view kLotCertified = "traceability.lot_certified";  // has a commitment certificate
inline constexpr std::string_view kLotReserved = "traceability.lot_reserved";    // on its way to orders
inline constexpr std::string_view kLotReturned = "traceability.lot_returned";    // orders refused it
inline constexpr std::string_view kLotRecalled = "traceability.lot_recalled";
inline constexpr std::string_view kLotCorrected = "traceability.lot_corrected";      // by so much, also a negative one
inline constexpr std::string_view kLotWrittenOff = "traceability.lot_written_off";   // spoilt, taken as a sample, ...
inline constexpr std::string_view kLotDecertified = "traceability.lot_decertified";  // its certificate was withdrawn
inline constexpr std::string_view kTestCorrected = "traceability.test_corrected";    // a failed one was wrong
inline constexpr std::string_view kLotRecallLifted = "traceability.lot_recall_lifted";
inline constexpr std::string_view kHerbRecorded = "traceability.herb_recorded";  // a record of growing or keeping

// For the audit: units of a packed lot given to orders.
struct LotSold {
  LotId lot;
  std::int64_t transferred = 0;
};
BOOST_DESCRIBE_STRUCT(LotSold, (), (lot, transferred))

struct LotSoldPage {
  std::vector<LotSold> items;
  std::optional<LotId> next;  // to go on after
};
BOOST_DESCRIBE_STRUCT(LotSoldPage, (), (items, next))

struct LotSoldQuery {
  std::optional<LotId> after;
};
BOOST_DESCRIBE_STRUCT(LotSoldQuery, (), (after))

// Of these households, those that are the supplier's.
struct OwnHouseholdsQuery {
  OrganisationId supplier;
  std::vector<std::string> households;  // pseudonyms, at most 2000
};
BOOST_DESCRIBE_STRUCT(OwnHouseholdsQuery, (), (supplier, households))

struct OwnHouseholds {
  std::vector<std::string> households;  // ordered
};
BOOST_DESCRIBE_STRUCT(OwnHouseholds, (), (households))

class Api {
 public:
  virtual ~Api() = default;
  virtual Task<Result<LotSoldPage>> lots_sold(LotSoldQuery query) = 0;  // 200 a page
  virtual Task<Result<OwnHouseholds>> own_households(OwnHouseholdsQuery query) = 0;
};

}  // namespace shanhai::traceability
