// Words of traceability that its rules use.
#pragma once

#include "common/base/ids.hpp"

namespace shanhai::traceability {

SHANHAI_ID(HouseholdId, "hh");    // random, not ordered by time: tells nothing of who is behind it
SHANHAI_ID(TestId, "tst");        // a laboratory's report on a lot
SHANHAI_ID(EpcisEventId, "epc");  // an event's place in the repository; its eventID is its hash
SHANHAI_ID(TransferId, "tfr");    // a part of a lot put on sale
SHANHAI_ID(BalanceRefusalId, "rfs");

enum class LotKind {
  raw,        // as households delivered it
  processed,  // made of other lots
  packed,     // sale units of one SKU
};

enum class Unit { g, pcs };

enum class TestResult { pass, fail };

// What changed a lot's quantity after it was recorded.
enum class AdjustmentKind { correction, write_off };
// Of a correction: recorded_wrongly. Of a write-off all the others.
enum class AdjustmentCause { recorded_wrongly, spoilt, sample, destroyed, own_use, counted_less };

// What a lot went through, in the order in which pages tell it within a day. `note`: what events and its owner tell.
enum class Step { cultivate, harvest, process, pack, store, test, certificate, reserve, sale, ship, recall, note };

}  // namespace shanhai::traceability
