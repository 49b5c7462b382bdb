// What a lot was made of, and what was made of it, over all transformations.
#pragma once

#include "services/traceability/lot/store.hpp"

namespace shanhai::traceability {

struct Lineage {
  std::vector<LotId> lots;             // the lot itself first, then level by level, each once
  std::vector<store::InputRow> edges;  // between them
};

// Throws std::runtime_error beyond 10,000 lots: nothing honest is made of so many.
Lineage backwards(db::Tx& tx, LotId lot);
// However many there are: each of them is to be recalled.
Lineage forwards(db::Tx& tx, LotId lot);

}  // namespace shanhai::traceability
