#include "services/traceability/epcis/event.hpp"

#include "services/traceability/epcis/context.hpp"
#include "services/traceability/epcis/timestamp.hpp"

namespace shanhai::traceability::epcis {
namespace {

constexpr std::string_view kPrefix = "shanhai:";

Node quantity_list(const std::vector<Amount>& amounts) {
  std::vector<Node> out;
  for (const auto& amount : amounts) {
    Node element = Node::object({{"epcClass", Node::of(amount.epc_class)}});
    if (amount.unit == Unit::g) {
      element.set("quantity", Node::number(kilograms(amount.quantity)));
      element.set("uom", Node::of("KGM"));
    } else {
      element.set("quantity", Node::of(amount.quantity));
    }
    out.push_back(std::move(element));
  }
  return Node::array(std::move(out));
}

std::string_view name_of_action(Action action) {
  switch (action) {
    case Action::ADD:
      return "ADD";
    case Action::OBSERVE:
      return "OBSERVE";
    case Action::DELETE_:
      return "DELETE";
  }
  return {};
}

Node one_element(Node::Members members) { return Node::array({Node::object(std::move(members))}); }

}  // namespace

Node to_document(const LotEvent& event, const Names& names) {
  Node out = Node::object({});
  out.set("@context", Node::array({Node::of(kContextUrl), Node::object({{"shanhai", Node::of(names.extensions())}})}));
  out.set("type", Node::of(name_of(event.type)));
  out.set("eventTime", Node::of(china_timestamp(event.event_time)));
  out.set("eventTimeZoneOffset", Node::of(kChinaOffset));
  if (event.type == EventType::ObjectEvent) {
    out.set("action", Node::of(name_of_action(event.action)));
    out.set("quantityList", quantity_list(event.amounts));
  } else {
    out.set("inputQuantityList", quantity_list(event.inputs));
    out.set("outputQuantityList", quantity_list(event.outputs));
  }
  out.set("bizStep", Node::of(event.biz_step));
  if (!event.disposition.empty()) out.set("disposition", Node::of(event.disposition));
  out.set("readPoint", Node::object({{"id", Node::of(names.division(event.division))}}));
  if (!event.transaction.empty()) {
    Node::Members transaction{{"bizTransaction", Node::of(event.transaction)}};
    if (!event.transaction_type.empty()) transaction.push_back({"type", Node::of(event.transaction_type)});
    out.set("bizTransactionList", one_element(std::move(transaction)));
  }
  if (!event.source_party.empty()) {
    out.set("sourceList",
            one_element({{"type", Node::of("possessing_party")}, {"source", Node::of(event.source_party)}}));
  }
  if (!event.destination_place.empty()) {
    out.set("destinationList",
            one_element({{"type", Node::of("location")}, {"destination", Node::of(event.destination_place)}}));
  }
  if (!event.master_attributes.empty()) out.set("ilmd", Node::object(event.master_attributes));
  for (const auto& [name, value] : event.extensions) out.set(std::string(kPrefix) + name, value);
  return out;
}

}  // namespace shanhai::traceability::epcis
