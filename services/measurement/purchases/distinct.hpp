// Distinct buyers, suppliers, products and households: exact counts, never sums over orders.
#pragma once

#include <map>

#include "services/measurement/purchases/sums.hpp"

namespace shanhai::measurement {

// Who or what had a sale of the measure posted in the period. Households: whose lots were shipped in the period, of
// lines that are counted in the measure.
enum class DistinctOf { buyers, suppliers, products, households };
BOOST_DESCRIBE_ENUM(DistinctOf, buyers, suppliers, products, households)

// "buyers,products". invalid: query/distinct, unknown or twice.
Result<std::vector<DistinctOf>> parse_distinct(std::string_view text);

// By the question's dimensions; by none: one count under no keys. invalid: query/distinct, where pairings are asked for
// (a count cannot be told apart by them); narrow_the_question as for sums.
Result<std::map<std::vector<std::string>, std::int64_t>> count_distinct(db::Tx& tx, const Policy& policy,
                                                                        const Question& question, DistinctOf what);

}  // namespace shanhai::measurement
