// Walks through the trace graph: where a lot went, and what captured events add to that and to where it comes from
// (origins.hpp). The caller holds the graph's mutex, shared.
#pragma once

#include "services/traceability/graph/graph.hpp"

namespace shanhai::traceability::graph {

// By our own record.
struct Destinations {
  Numbers lots;              // the lot itself and all that was made of it
  std::vector<Index> lines;  // ParcelLines of these lots, without parcels that were opened again before they left
  std::int64_t orders = 0, parcels = 0, units = 0;
  std::int64_t shipped_parcels = 0;
};
Destinations destinations_of(const Graph& graph, Index lot);
// Whether these are not more than so many lots and lines.
bool are_few(const Graph& graph, Index lot, std::size_t most);

// How a captured thing is related to the lot that was asked for.
enum class Relation {
  ingredient,  // went into it, or into what it was made of
  content,     // was in an ingredient when that was used
  product,     // was made of it
  container,   // held it, or what was made of it
};
BOOST_DESCRIBE_ENUM(Relation, ingredient, content, product, container)

inline constexpr std::int64_t kAlways = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::max();

struct CapturedThing {
  Index item = kNone;
  Relation relation = Relation::product;  // the first that was found
  std::int64_t from = kAlways;            // microseconds since 1970: a container since when, a product since when
  std::int64_t until = kEver;             // a container until when; exclusive
};

struct CapturedThings {
  std::vector<CapturedThing> items;  // each once, in the order in which they were found
  std::vector<Index> lots;           // own lots that only captured events relate to it
  bool cut = false;                  // there is more than a walk goes through, or than the graph holds (leaves_out)
};
// `lots`: what the own record relates to the lot, itself included, by number. Aggregation holds from an ADD (or an
// OBSERVE) to the next DELETE, a thing that is deleted first of all was always there; at one instant things leave
// before others come. What is in a container shares its containers and its use only while it is there; transformations
// lead from every input to every output of one transformation. Declared errors do not count.
CapturedThings captured_origins(const Graph& graph, const Numbers& lots);
CapturedThings captured_destinations(const Graph& graph, const Numbers& lots);

struct Span {
  std::int64_t from = kAlways, until = kEver;  // half open
  bool holds(std::int64_t at) const { return from <= at && at < until; }
};

}  // namespace shanhai::traceability::graph
