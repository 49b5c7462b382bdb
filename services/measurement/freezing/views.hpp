// Frozen periods as they are asked for and told.
#pragma once

#include "common/json/json.hpp"
#include "services/measurement/ledger/domain.hpp"

namespace shanhai::measurement {

struct FreezeBody {
  Text<4, 7> period;  // "2026-11", "2026Q4", "2026"
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(FreezeBody, (), (period, reason))

// How to check: the note's signatures by the keys, the note's sha256 against the figures' bytes.
struct FreezeView {
  std::string period;
  Date from{}, to{};
  std::string as_of;   // ask reports with it, or without: a frozen period is answered as of its freeze
  std::string digest;  // SHA-256 of the figures' canonical text, hexadecimal
  std::string note;    // the digest, signed (C2SP signed-note) by each key
  std::vector<std::string> verifier_keys;
  std::string figures_url;  // the text itself, for who may see all figures
  std::string reason;
  Instant signed_at{};
};
BOOST_DESCRIBE_STRUCT(FreezeView, (),
                      (period, from, to, as_of, digest, note, verifier_keys, figures_url, reason, signed_at))

struct FreezeList {
  std::vector<FreezeView> items;
};
BOOST_DESCRIBE_STRUCT(FreezeList, (), (items))

struct AdjustmentSum {
  std::string measure, kind;  // sale, refund, cancellation, reversal, prior_refund
  Money amount;               // signed: what it would have added to the period's net
  std::int64_t entries = 0;
};
BOOST_DESCRIBE_STRUCT(AdjustmentSum, (), (measure, kind, amount, entries))

// What came too late for a frozen period and stands under later days; of all regions together.
struct FreezeAdjustments {
  std::string period;
  std::vector<AdjustmentSum> by_posting, by_sale;
};
BOOST_DESCRIBE_STRUCT(FreezeAdjustments, (), (period, by_posting, by_sale))

// Payload of kPeriodFrozen, aggregate "period_freeze".
struct PeriodFrozen {
  std::string period, as_of, digest;
};
BOOST_DESCRIBE_STRUCT(PeriodFrozen, (), (period, as_of, digest))
inline constexpr std::string_view kPeriodFrozen = "measurement.period_frozen";
inline constexpr std::string_view kKeyAdded = "measurement.key_added";

}  // namespace shanhai::measurement
