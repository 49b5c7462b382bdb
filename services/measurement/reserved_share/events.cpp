#include "services/measurement/reserved_share/events.hpp"

namespace shanhai::measurement {

DeclarationFacts facts_of(const DeclarationRow& row) {
  return {row.id,        row.year,     row.unit,       row.units,    row.canteen, row.state, row.canteen_total,
          row.ratio_ppm, row.reserved, row.contractor, row.successor};
}

void tell(db::Tx& tx, Context& context, const Command& command, const DeclarationRow& row, DeclarationAction action) {
  events::append(
      tx, context.random,
      {kDeclarationChanged, "reserved_share", row.id.str(), row.version, command.caller.actor(),
       boost::describe::enum_to_string(action, ""), command.trace_id, json::write(facts_of(row)).as_object()});
}

}  // namespace shanhai::measurement
