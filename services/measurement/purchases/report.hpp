// From a caller's question to SQL's parameters, and from sums to the report.
#pragma once

#include "services/measurement/service.hpp"

namespace shanhai::measurement::purchases {

// invalid: names the parameter. Unknown divisions are refused; a division outside the caller's scope selects nothing.
Result<store::Filter> to_filter(const PurchaseFilter& query, const Visibility& scope);
// invalid: query/<parameter>, a code that GB/T 2260 does not know.
Result<DivisionSet> to_divisions(const std::optional<Text<6, 6>>& code, std::string_view parameter);
Result<store::Grouping> to_grouping(const ReportQuery& query);

Report build_report(const ReportQuery& query, const store::Grouping& grouping, const std::vector<store::Sum>& sums,
                    const PairingTable& pairings);

Result<store::LinePosition> parse_cursor(const LinesQuery& query);
// One page of the drill-down; with a filter on the pairing it reads on until the page is full or the period ends.
PurchaseLines read_page(db::Tx& tx, const LinesQuery& query, const store::Filter& filter, store::LinePosition after,
                        const PairingTable& pairings);

}  // namespace shanhai::measurement::purchases
