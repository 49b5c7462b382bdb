// What is told of a lot that was recorded.
#pragma once

#include "services/traceability/epcis/event.hpp"
#include "services/traceability/lot/store.hpp"

namespace shanhai::traceability {

// Each household's delivery adds its quantity to the raw lot.
std::vector<epcis::LotEvent> harvest_events(const store::LotRow& lot, const std::vector<DraftDelivery>& deliveries,
                                            const epcis::Names& names);

// `inputs`: the lots that went in; `parts`: how much of each, by the same index.
epcis::LotEvent transformation_event(const store::LotRow& lot, const std::vector<store::LotRow>& inputs,
                                     const std::vector<std::int64_t>& parts);

// Appends an event of the lot again, as one whose data were wrong; `corrective_ids`: of events that say it now.
void declare_error(db::Tx& tx, Random& random, const store::LotRow& lot, epcis::Node wrong,
                   const std::vector<std::string>& corrective_ids);

}  // namespace shanhai::traceability
