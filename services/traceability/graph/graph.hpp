// Where lots come from and where they went, in memory: households, lots, parcels of order lines, and what an
// organisation captured of its own things (docs/decisions/0023). Holds ids of orders, lines and parcels, nothing of
// whoever bought.
//
// One writer, under `mutex` held exclusively; readers hold it shared, for as long as a walk takes. Adding what is there
// already changes nothing, so a stream may tell again what the tables had told.
#pragma once

#include <map>
#include <optional>
#include <shared_mutex>
#include <string_view>

#include "services/traceability/graph/arrays.hpp"
#include "services/traceability/graph/facts.hpp"
#include "services/traceability/graph/numbers.hpp"

namespace shanhai::traceability::graph {

enum class NodeKind : std::uint8_t { household, lot, item, transformation };

struct Node {
  IdBytes key{};
  Index first_in = kNone, first_out = kNone;  // edges
  Index facts = kNone;  // of a lot: its number and that of its LotFacts; of a household: its number; an item: ItemFacts
  NodeKind kind = NodeKind::household;
};

// household -> lot: a delivery; lot -> lot: an input; item -> item: child and parent; item -> transformation -> item.
struct Edge {
  Index from = kNone, to = kNone;
  Index next_in = kNone, next_out = kNone;  // of the same end; the newest first
  std::uint64_t value = 0;  // delivery: quantity, 24 bits of days since 1970; input: quantity; else a CapturedFacts
};

// Numbers of the lots and households behind a lot, itself included.
struct Behind {
  Numbers lots, households;
  std::int64_t bytes = 0;

  void pack();  // to be kept
};

struct LotFacts {
  std::int64_t quantity = 0;
  Index supplier = kNone, product = kNone;  // words
  Index item = kNone;                       // the node under which it was captured
  Index first_line = kNone;                 // of its ParcelLines, the newest first
  std::int32_t made_on = 0;                 // days since 1970
  std::uint32_t county = 0;
  std::uint64_t gtin = 0;  // 0: none
  LotKind kind = LotKind::raw;
  Unit unit = Unit::g;
  bool recalled = false, blocked = false;
  bool settled = true;  // whether it keeps what is behind it was decided since it got an edge
  std::array<char, 20> number{};
  std::unique_ptr<const Behind> behind;  // where it is kept: origins.hpp
};

struct ItemFacts {
  Index organisation = kNone;  // a word
  Index lot = kNone;           // the node of the lot that has this name
  Index first_clear = kNone;   // events that took everything out of it
  Index name = kNone;
};

struct CapturedFacts {
  std::int64_t at = 0;  // microseconds since 1970
  LinkAction action = LinkAction::added;
  bool is_void = false;  // declared erroneous
};

struct ParcelLine {
  Index lot = kNone, next = kNone, parcel = kNone;
  std::uint32_t quantity = 0;
  IdBytes line{};
};

struct Parcel {
  IdBytes id{};
  Index order = kNone;
  bool shipped = false, unpacked = false;
};

struct Size {
  std::int64_t nodes = 0, edges = 0, bytes = 0;  // parcels' lines count as edges, orders and parcels as nodes
  std::int64_t kept = 0, kept_bytes = 0;         // lots that keep what is behind them, and what of `bytes` that takes
};

// Bytes that captured things may take, of one organisation and of all: what anybody captures must not take the memory
// that lots, parcels and other organisations need. 64 MiB are some 300,000 relations to things of their own.
struct CapturedLimits {
  std::int64_t of_one = 64 << 20, of_all = 512 << 20;
};

// What is behind a lot is kept where finding it takes more nanoseconds than `worth`, and `worth_of_byte` for each of
// its bytes, and while there is room for it. (10,000 lots in a row, each made of the one before, keep a dozen sets, not
// 10,000.)
struct Keeping {
  std::int64_t worth = 5'000, worth_of_byte = 1;
  std::int64_t bytes_max = 256 << 20;
};

class Graph {
 public:
  // `class_prefix`: what the names of lots that are not packed begin with, epcis::Names::unpacked_lot().
  explicit Graph(std::string class_prefix, CapturedLimits limits = {}, Keeping keeping = {})
      : class_prefix_(std::move(class_prefix)), limits_(limits), keeping_(keeping) {}

  mutable std::shared_mutex mutex;

  bool add(const LotRecord& lot);  // false: known
  // After their lots; of a lot that add() knew, not again. Deliveries in their order.
  void add(const DeliveryRecord& delivery);
  void add(const InputRecord& input);
  void add(const Movement& movement);
  void add(const CapturedLink& link);
  void mark_recalled(LotId lot, bool recalled = true);
  // Quantities that were recorded wrongly: of a known lot, and of one of the edges that deliveries_of() gives.
  void set_quantity(LotId lot, std::int64_t quantity);
  void set_delivery(Index delivery, std::int64_t quantity);
  std::vector<Index> deliveries_of(LotId lot) const;  // edges, as they were recorded
  // Numbers households anew, by their ids. Once all deliveries were read, before any lot keeps something.
  void number_households();

  // For settle(). A lot with new edges, the oldest first, and no more; kNone: there is none.
  Index take_unsettled();
  Index unsettled() const { return static_cast<Index>(unsettled_.size()); }
  const Keeping& keeping() const { return keeping_; }
  // False where there was no room for something that was worth it.
  bool keeps_all() const { return !is_full_; }
  void keep(Index lot, std::unique_ptr<const Behind> behind);  // where there is room

  Index find_lot(LotId lot) const;
  Index find_household(HouseholdId household) const;

  const Node& node(Index at) const { return nodes_[at]; }
  const Edge& edge(Index at) const { return edges_[at]; }
  const LotFacts& lot(Index node) const { return lots_[nodes_[node].facts]; }
  const ItemFacts& item(Index node) const { return items_[nodes_[node].facts]; }
  const ParcelLine& line(Index at) const { return lines_[at]; }
  const Parcel& parcel(Index at) const { return parcels_[at]; }
  const IdBytes& order(Index at) const { return orders_[at]; }
  const CapturedFacts& captured(const Edge& edge) const { return captured_[static_cast<Index>(edge.value)]; }
  const CapturedFacts& captured(Index at) const { return captured_[at]; }
  struct Clear {
    Index event = kNone, next = kNone;
  };
  const Clear& clear(Index at) const { return clears_[at]; }
  const Numbering& lot_numbers() const { return lot_numbers_; }
  const Numbering& household_numbers() const { return household_numbers_; }
  const Numbers& captured_lots() const { return captured_lots_; }  // numbers of lots that were captured under a name
  LotId lot_id(Index node) const { return LotId(nodes_[node].key); }
  std::string_view word(Index at) const { return words_[at]; }
  std::string_view name_of(Index item_node) const { return *names_[item(item_node).name]; }
  Index nodes() const { return nodes_.size(); }
  Index orders() const { return orders_.size(); }
  Index parcels() const { return parcels_.size(); }
  Size size() const;
  // Whether captured links of an organisation (a word) are left out, because there are too many; and of how many.
  bool leaves_out(Index organisation) const;
  bool has_captured(Index organisation) const { return shares_.contains(organisation); }
  std::int64_t left_out() const { return left_out_; }

  static std::int64_t quantity_of(const Edge& delivery) { return static_cast<std::int64_t>(delivery.value >> 24); }
  static Date day_of(const Edge& delivery);

  // Positions of the streams that it has followed: its own service's, and that of orders.
  std::int64_t sequence = 0, orders_sequence = 0;

 private:
  struct Told {     // a captured event
    IdBytes key{};  // of organisation and identity
    Index event = kNone;
    bool is_void = false;
  };
  struct Share {  // of an organisation in what was captured
    std::int64_t bytes = 0;
    bool left_out = false;
  };

  Index find(const IdBytes& key) const;
  Index require(const IdBytes& key, NodeKind kind);
  Index require_item(OrganisationId organisation, const std::string& name);
  Index require_word(std::string_view word);
  Index require_order(OrderId order);
  Index require_parcel(ParcelId parcel, OrderId order);
  Index find_told(const IdBytes& key) const;
  Told& require_told(const IdBytes& key);
  IdBytes sale_key(Index lot) const;
  // A lot and a thing that was captured under its name are the same, whichever is heard of first.
  Index find_named_lot(OrganisationId supplier, std::string_view name) const;
  void identify(Index item, Index lot);
  void connect(Index from, Index to, std::uint64_t value);
  // A lot has another edge: what is behind it, and behind whatever was made of it, is no longer what is kept.
  void unsettle(Index lot);
  void unsettle_alone(Index lot);
  void add_packed(Index lot, const Movement& movement);
  void add_new(const CapturedLink& link, const IdBytes& key);
  void add_members(const CapturedLink& link, Index event);
  std::int64_t captured_bytes() const;  // without what is allocated ahead

  Chunked<Node> nodes_;
  Chunked<Edge> edges_;
  Chunked<LotFacts> lots_;
  Chunked<ItemFacts> items_;
  Chunked<CapturedFacts> captured_;
  Chunked<Clear> clears_;
  Chunked<ParcelLine> lines_;
  Chunked<Parcel> parcels_;
  Chunked<IdBytes> orders_;
  Chunked<Told> told_;
  std::vector<std::unique_ptr<std::string>> names_;  // of items
  IdTable node_table_, parcel_table_, order_table_, told_table_;
  IdTable sale_table_;  // packed lots by GTIN and number
  std::vector<std::string> words_;
  std::map<std::string, Index, std::less<>> word_table_;
  const std::string class_prefix_;
  const CapturedLimits limits_;
  std::map<Index, Share> shares_;
  Numbering lot_numbers_, household_numbers_;
  Numbers captured_lots_;
  const Keeping keeping_;
  std::vector<Index> unsettled_;  // nodes
  bool unsettled_sorted_ = true;  // the oldest last
  std::int64_t kept_ = 0, kept_bytes_ = 0;
  bool is_full_ = false;
  std::int64_t left_out_ = 0, shared_ = 0;       // organisations; bytes
  std::size_t text_bytes_ = 0, name_bytes_ = 0;  // names_ apart
};

}  // namespace shanhai::traceability::graph
