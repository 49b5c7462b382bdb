#include "services/traceability/lot/events.hpp"

#include <span>

#include "services/traceability/epcis/appending.hpp"
#include "services/traceability/epcis/context.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability {
namespace {

epcis::Amount amount_of(const store::LotRow& lot, std::int64_t quantity) {
  return {lot.id, lot.epc_class, quantity, lot.unit};
}

epcis::Node::Members master_attributes(const store::LotRow& lot) {
  epcis::Node::Members out{{"cbvmda:lotNumber", epcis::Node::of(lot.lot_number)}};
  if (lot.best_before) out.push_back({"cbvmda:bestBeforeDate", epcis::Node::of(to_string(*lot.best_before))});
  return out;
}

}  // namespace

std::vector<epcis::LotEvent> harvest_events(const store::LotRow& lot, const std::vector<DraftDelivery>& deliveries,
                                            const epcis::Names& names) {
  std::vector<epcis::LotEvent> out;
  for (const auto& delivery : deliveries) {
    epcis::LotEvent event;
    event.organisation = lot.supplier;
    event.action = epcis::Action::ADD;
    event.event_time = start_of_china_day(delivery.delivered_on);
    event.biz_step = "commissioning";
    event.disposition = "active";
    event.division = lot.county;
    event.amounts = {amount_of(lot, delivery.quantity)};
    event.source_party = names.household(delivery.household);
    event.master_attributes = master_attributes(lot);
    // Two deliveries of a household on one day may be alike: their number keeps them two events.
    event.extensions = {{"delivery", epcis::Node::of(static_cast<std::int64_t>(out.size() + 1))},
                        {"productName", epcis::Node::of(lot.product_name)}};
    event.journey = {lot.id, Step::harvest, lot.county, delivery.quantity};
    out.push_back(std::move(event));
  }
  return out;
}

epcis::LotEvent transformation_event(const store::LotRow& lot, const std::vector<store::LotRow>& inputs,
                                     const std::vector<std::int64_t>& parts) {
  const bool packed = lot.kind == LotKind::packed;
  epcis::LotEvent event;
  event.organisation = lot.supplier;
  event.type = epcis::EventType::TransformationEvent;
  event.event_time = start_of_china_day(lot.made_on);
  event.biz_step = packed ? "packing" : "commissioning";
  event.disposition = "active";
  event.division = lot.county;
  for (std::size_t i = 0; i < inputs.size(); ++i) event.inputs.push_back(amount_of(inputs[i], parts[i]));
  event.outputs = {amount_of(lot, lot.quantity)};
  event.master_attributes = master_attributes(lot);
  event.extensions = {{"productName", epcis::Node::of(lot.product_name)}};
  if (!lot.process.empty()) event.extensions.push_back({"process", epcis::Node::of(lot.process)});
  if (lot.loss_g && *lot.loss_g > 0)
    event.extensions.push_back({"lossKilograms", epcis::Node::number(epcis::kilograms(*lot.loss_g))});
  event.journey = {lot.id, packed ? Step::pack : Step::process, lot.county, lot.quantity};
  return event;
}

void declare_error(db::Tx& tx, Random& random, const store::LotRow& lot, epcis::Node wrong,
                   const std::vector<std::string>& corrective_ids) {
  epcis::Node::Members declaration{{"declarationTime", epcis::Node::of(to_rfc3339(tx.now()))},
                                   {"reason", epcis::Node::of("incorrect_data")}};
  std::vector<epcis::Node> corrective;
  for (const auto& id : corrective_ids) corrective.push_back(epcis::Node::of(std::string_view(id)));
  if (!corrective.empty()) declaration.push_back({"correctiveEventIDs", epcis::Node::array(std::move(corrective))});
  wrong.set("errorDeclaration", epcis::Node::object(std::move(declaration)));
  const auto declared = epcis::prepare(std::move(wrong), lot.supplier, epcis::Context());
  const auto ids = epcis::append(tx, random, {&declared});
  const db::Params row{{"lot", lot.id}, {"event", ids.front()}, {"part", epcis::Part::subject}};
  tx.execute_rows(sql::traceability::insert_event_lot, std::span<const db::Params>(&row, 1));
}

}  // namespace shanhai::traceability
