// Walks through the trace graph: where a lot comes from, where it went, and what captured events add to both. The
// caller holds the graph's mutex, shared.
#pragma once

#include <functional>

#include "services/traceability/graph/graph.hpp"

namespace shanhai::traceability::graph {

// By our own record: over deliveries and inputs. Every node once, the lot itself first.
struct Origins {
  std::vector<Index> lots, households;
};
Origins origins_of(const Graph& graph, Index lot);

struct Destinations {
  std::vector<Index> lots;   // the lot itself and all that was made of it
  std::vector<Index> lines;  // ParcelLines of these lots, without parcels that were opened again before they left
  std::int64_t orders = 0, parcels = 0, units = 0;
  std::int64_t shipped_parcels = 0;
};
Destinations destinations_of(const Graph& graph, Index lot);

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
// `lots`: what the own record relates to the lot, itself included. Aggregation holds from an ADD (or an OBSERVE) to the
// next DELETE, a thing that is deleted first of all was always there; at one instant things leave before others come.
// What is in a container shares its containers and its use only while it is there; transformations lead from every
// input to every output of one transformation. Declared errors do not count.
CapturedThings captured_origins(const Graph& graph, const std::vector<Index>& lots);
CapturedThings captured_destinations(const Graph& graph, const std::vector<Index>& lots);

struct Span {
  std::int64_t from = kAlways, until = kEver;  // half open
  bool holds(std::int64_t at) const { return from <= at && at < until; }
};

}  // namespace shanhai::traceability::graph
