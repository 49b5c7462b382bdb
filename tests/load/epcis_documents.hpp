// EPCIS documents such as a cooperative's own system sends: a packing line's day.
#pragma once

#include <cstdint>
#include <string>

namespace shanhai::load {

inline constexpr std::size_t kEventsOfADocument = 100;

// The same for the same numbers; no two events are alike where `seed` or `number` differs. Of the hundred events 60 are
// commissioned or observed items, 20 cases and pallets, 10 transformations of lots, 10 shipments with their papers.
std::string make_document(std::uint64_t seed, std::uint64_t number);

}  // namespace shanhai::load
