// Rows of the reserved share, and what callers read and write of it.
#pragma once

#include "common/http/message.hpp"
#include "services/measurement/api.hpp"
#include "services/measurement/reserved_share/domain.hpp"

namespace shanhai::measurement {

SHANHAI_ID(DeclarationId, "rsd");
SHANHAI_ID(AttributionId, "att");

BOOST_DESCRIBE_ENUM(CanteenCase, own, shared, none, outsourced, merged, abolished)
BOOST_DESCRIBE_ENUM(DeclarationState, submitted, sent_back, confirmed, withdrawn)
BOOST_DESCRIBE_ENUM(DeclarationAction, submit, object, send_back, confirm, withdraw)
BOOST_DESCRIBE_ENUM(AttributionState, requested, confirmed, refused, withdrawn, ended)
BOOST_DESCRIBE_ENUM(AttributionAction, request, confirm, refuse, end)

struct DeclarationRow {
  DeclarationId id;
  int year = 0;
  OrganisationId unit;
  std::string region;
  CanteenCase canteen = CanteenCase::own;
  DeclarationState state = DeclarationState::submitted;
  Money canteen_total;
  std::int64_t ratio_ppm = 0;
  Money reserved;
  std::optional<OrganisationId> contractor, successor;
  std::string exempt_reason;
  std::int64_t version = 1;
  Instant submitted_at{};
  std::vector<OrganisationId> units;  // that it is for, the filing one among them; none of a withdrawn one
};

struct DeclarationStepRow {
  DeclarationId declaration;
  std::int64_t version = 0;
  DeclarationAction action = DeclarationAction::submit;
  AccountId actor;
  OrganisationId organisation;
  std::string reason, declared;
  Instant taken_at{};
};

struct RatioBody {
  Text<1, 6> region;  // GB/T 2260, or "*" for the whole country
  Bounded<2000, 2999> year;
  Bounded<0, 1'000'000> ratio_ppm;  // 300000: 30 %
  Text<1, 300> source;
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(RatioBody, (), (region, year, ratio_ppm, source, reason))

struct RatioView {
  std::string region;
  int year = 0;  // from which on
  std::int64_t version = 0, ratio_ppm = 0;
  std::string standing;  // documented, assumed, entered
  std::string source, reason;
  Instant entered_at{};
};
BOOST_DESCRIBE_STRUCT(RatioView, (), (region, year, version, ratio_ppm, standing, source, reason, entered_at))

struct RatioList {
  std::vector<RatioView> items;  // every version, by region, year and version
  std::int64_t version = 0;      // how many: entity tag, for If-Match
};
BOOST_DESCRIBE_STRUCT(RatioList, (), (items, version))

struct DeadlineBody {
  Bounded<2000, 2999> year;
  Date declare_by{};  // inclusive
  Date buy_by{};      // inclusive, usually the last of December
  Bounded<0, 366> remind_days;
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(DeadlineBody, (), (year, declare_by, buy_by, remind_days, reason))

struct DeadlineView {
  int year = 0;
  std::int64_t version = 0;
  Date declare_by{}, buy_by{};
  std::int64_t remind_days = 0;
  std::string reason;
  Instant entered_at{};
};
BOOST_DESCRIBE_STRUCT(DeadlineView, (), (year, version, declare_by, buy_by, remind_days, reason, entered_at))

struct DeadlineList {
  std::vector<DeadlineView> items;  // every version; of a year the newest holds
  std::int64_t version = 0;         // how many: entity tag, for If-Match
};
BOOST_DESCRIBE_STRUCT(DeadlineList, (), (items, version))

}  // namespace shanhai::measurement
