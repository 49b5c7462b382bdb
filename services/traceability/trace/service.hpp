// Traces: the public one of a packed lot, and the owner's, with households' pseudonyms and events.
#pragma once

#include "common/auth/principal.hpp"
#include "common/db/database.hpp"
#include "common/http/message.hpp"
#include "services/traceability/epcis/names.hpp"
#include "services/traceability/lot/ancestry.hpp"
#include "services/traceability/trace/api.hpp"
#include "services/traceability/trace/journey.hpp"

namespace shanhai::traceability {

class TraceService {
 public:
  TraceService(db::Database& database, const epcis::Names& names) : database_(database), names_(names) {}

  // By GTIN (8, 12, 13 or 14 digits) and lot number. lot_not_found.
  Task<Result<TraceView>> trace(std::string gtin, std::string lot_number, http::Language language);
  Task<Result<OwnTrace>> own_trace(auth::Principal caller, LotId lot, OwnTraceQuery query, http::Language language);
  // What the QR code of a packed lot holds. lot_not_found: also where the lot is not packed.
  Task<Result<std::string>> digital_link(LotId lot);

 private:
  OwnTrace read_own(db::Tx& tx, const store::LotRow& lot, EpcisEventId after, std::int64_t limit,
                    http::Language language);

  db::Database& database_;
  const epcis::Names& names_;
};

}  // namespace shanhai::traceability
