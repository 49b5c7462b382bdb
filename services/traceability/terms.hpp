// The words' names in JSON and SQL.
#pragma once

#include <boost/describe.hpp>

#include "services/traceability/domain_terms.hpp"

namespace shanhai::traceability {

BOOST_DESCRIBE_ENUM(LotKind, raw, processed, packed)
BOOST_DESCRIBE_ENUM(Unit, g, pcs)
BOOST_DESCRIBE_ENUM(TestResult, pass, fail)
BOOST_DESCRIBE_ENUM(AdjustmentKind, correction, write_off)
BOOST_DESCRIBE_ENUM(AdjustmentCause, recorded_wrongly, spoilt, sample, destroyed, own_use, counted_less)
BOOST_DESCRIBE_ENUM(Step, cultivate, harvest, process, pack, store, test, certificate, reserve, sale, ship, recall,
                    note)

template <class E>
std::string name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

}  // namespace shanhai::traceability
