#include "services/traceability/graph/graph.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "services/traceability/epcis/gs1_uri.hpp"

namespace shanhai::traceability::graph {
namespace {

constexpr std::string_view kCanonicalHost = "https://id.gs1.org";
constexpr std::uint64_t kDayMask = (1u << 24) - 1;

IdBytes digest_key(std::string_view kind, std::string_view owner, std::string_view name) {
  std::string text(kind);
  text.append(owner).append(name);
  IdBytes out{};
  std::memcpy(out.data(), sha256(text).data(), out.size());
  return out;
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

std::string_view number_of(const LotFacts& facts) {
  const auto end = std::find(facts.number.begin(), facts.number.end(), '\0');
  return {facts.number.data(), static_cast<std::size_t>(end - facts.number.begin())};
}

std::uint64_t to_number(std::string_view digits) {
  std::uint64_t out = 0;
  for (const char c : digits) out = out * 10 + static_cast<std::uint64_t>(c - '0');
  return out;
}

IdBytes sale_key_of(std::uint64_t gtin, std::string_view number) {
  const std::uint64_t parts[] = {gtin, hash_of(number) ^ (gtin * 0x9e3779b97f4a7c15u)};
  IdBytes out{};
  std::memcpy(out.data(), parts, out.size());
  return out;
}

// What lot_path() escaped; nullopt: not so.
std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto byte = from_hex(text.substr(i + 1, 2));
    if (!byte || byte->size() != 1) return std::nullopt;
    out += *byte;
    i += 2;
  }
  return out;
}

}  // namespace

Date Graph::day_of(const Edge& delivery) {
  return Date(std::chrono::sys_days(std::chrono::days(delivery.value & kDayMask)));
}

Index Graph::find(const IdBytes& key) const {
  return node_table_.find(key, [this](Index at) -> const IdBytes& { return nodes_[at].key; });
}

Index Graph::require(const IdBytes& key, NodeKind kind) {
  if (const auto found = find(key); found != kNone) return found;
  const auto at = nodes_.add({key, kNone, kNone, kNone, kind});
  node_table_.add(key, at, [this](Index other) -> const IdBytes& { return nodes_[other].key; });
  return at;
}

Index Graph::require_word(std::string_view word) {
  if (const auto found = word_table_.find(word); found != word_table_.end()) return found->second;
  const auto at = static_cast<Index>(words_.size());
  words_.emplace_back(word);
  word_table_.emplace(word, at);
  text_bytes_ += 2 * word.size() + 128;
  return at;
}

void Graph::connect(Index from, Index to, std::uint64_t value) {
  const auto at = edges_.add({from, to, nodes_[to].first_in, nodes_[from].first_out, value});
  nodes_[to].first_in = at;
  nodes_[from].first_out = at;
}

IdBytes Graph::sale_key(Index node) const {
  const auto& facts = lot(node);
  return sale_key_of(facts.gtin, number_of(facts));
}

bool Graph::add(const LotRecord& record) {
  const auto at = require(record.lot.bytes(), NodeKind::lot);
  if (nodes_[at].facts != kNone) return false;
  LotFacts facts;
  facts.quantity = record.quantity;
  facts.supplier = require_word(record.supplier.raw());
  facts.product = require_word(record.product_name);
  facts.made_on = static_cast<std::int32_t>(std::chrono::sys_days(record.made_on).time_since_epoch().count());
  facts.county = static_cast<std::uint32_t>(to_number(record.county));
  facts.gtin = to_number(record.gtin);
  facts.kind = record.kind;
  facts.unit = record.unit;
  facts.recalled = record.recalled;
  std::copy_n(record.lot_number.begin(), std::min(record.lot_number.size(), facts.number.size()), facts.number.begin());
  const auto with_number = facts.gtin != 0;
  lot_numbers_.add(at, record.lot.bytes());
  nodes_[at].facts = lots_.add(std::move(facts));
  auto name = class_prefix_ + record.lot.str();
  if (with_number) {
    sale_table_.add(sale_key(at), at, [this](Index other) { return sale_key(other); });
    name = std::string(kCanonicalHost) + epcis::lot_path(record.gtin, record.lot_number);
  }
  if (names_.empty()) return true;  // nothing was captured
  const auto item = find(digest_key("item", record.supplier.raw(), name));
  if (item != kNone) identify(item, at);
  return true;
}

void Graph::add(const DeliveryRecord& delivery) {
  const auto day = static_cast<std::uint64_t>(std::chrono::sys_days(delivery.delivered_on).time_since_epoch().count());
  const auto lot = find_lot(delivery.lot);
  if (lot == kNone) return;  // rows without their lot: the audit says so
  const auto household = require(delivery.household.bytes(), NodeKind::household);
  auto& number = nodes_[household].facts;
  if (number == kNone) number = household_numbers_.add(household, delivery.household.bytes());
  connect(household, lot, (static_cast<std::uint64_t>(delivery.quantity) << 24) | (day & kDayMask));
  unsettle(lot);
}

void Graph::add(const InputRecord& input) {
  const auto from = find_lot(input.input), to = find_lot(input.lot);
  if (from == kNone || to == kNone) return;
  connect(from, to, static_cast<std::uint64_t>(input.quantity));
  unsettle(to);
}

std::vector<Index> Graph::deliveries_of(LotId id) const {
  std::vector<Index> out;
  const auto lot = find_lot(id);
  if (lot == kNone) return out;
  for (auto at = nodes_[lot].first_in; at != kNone; at = edges_[at].next_in) {
    if (nodes_[edges_[at].from].kind == NodeKind::household) out.push_back(at);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

void Graph::set_delivery(Index delivery, std::int64_t quantity) {
  auto& value = edges_[delivery].value;
  value = (static_cast<std::uint64_t>(quantity) << 24) | (value & kDayMask);
}

void Graph::set_quantity(LotId id, std::int64_t quantity) {
  if (const auto at = find_lot(id); at != kNone) lots_[nodes_[at].facts].quantity = quantity;
}

Index Graph::find_lot(LotId id) const {
  const auto at = find(id.bytes());
  return at == kNone || nodes_[at].kind != NodeKind::lot || nodes_[at].facts == kNone ? kNone : at;
}

Index Graph::find_household(HouseholdId id) const {
  const auto at = find(id.bytes());
  return at == kNone || nodes_[at].kind != NodeKind::household ? kNone : at;
}

void Graph::mark_recalled(LotId id, bool recalled) {
  if (const auto at = find_lot(id); at != kNone) lots_[nodes_[at].facts].recalled = recalled;
}

Index Graph::require_order(OrderId order) {
  const auto key_of = [this](Index at) -> const IdBytes& { return orders_[at]; };
  if (const auto found = order_table_.find(order.bytes(), key_of); found != kNone) return found;
  const auto at = orders_.add(order.bytes());
  order_table_.add(order.bytes(), at, key_of);
  return at;
}

Index Graph::require_parcel(ParcelId parcel, OrderId order) {
  const auto key_of = [this](Index at) -> const IdBytes& { return parcels_[at].id; };
  if (const auto found = parcel_table_.find(parcel.bytes(), key_of); found != kNone) return found;
  const auto at = parcels_.add({parcel.bytes(), require_order(order), false, false});
  parcel_table_.add(parcel.bytes(), at, key_of);
  return at;
}

void Graph::add(const Movement& movement) {
  const auto at = find_lot(movement.lot);
  if (movement.kind == MovementKind::blocked || movement.kind == MovementKind::released) {
    if (at != kNone) lots_[nodes_[at].facts].blocked = movement.kind == MovementKind::blocked;
    return;
  }
  const auto parcel = require_parcel(movement.parcel, movement.order);
  if (movement.kind == MovementKind::shipped) parcels_[parcel].shipped = true;
  if (movement.kind == MovementKind::unpacked) parcels_[parcel].unpacked = true;
  if (movement.kind != MovementKind::packed || at == kNone) return;
  auto& facts = lots_[nodes_[at].facts];
  facts.first_line =
      lines_.add({at, facts.first_line, parcel, static_cast<std::uint32_t>(movement.quantity), movement.line.bytes()});
}

Index Graph::find_named_lot(OrganisationId supplier, std::string_view name) const {
  auto at = kNone;
  if (name.starts_with(class_prefix_)) {
    const auto id = LotId::parse(name.substr(class_prefix_.size()));
    if (id.has_value()) at = find_lot(*id);
  } else if (name.starts_with(kCanonicalHost)) {
    constexpr std::string_view kBefore = "/01/", kBetween = "/10/";
    const auto rest = name.substr(kCanonicalHost.size());
    const auto number_at = kBefore.size() + 14 + kBetween.size();
    if (rest.size() <= number_at || !rest.starts_with(kBefore)) return kNone;
    const auto number = unescaped(rest.substr(number_at));
    const auto gtin = rest.substr(kBefore.size(), 14);
    if (!number || epcis::lot_path(gtin, *number) != rest) return kNone;
    at = sale_table_.find(sale_key_of(to_number(gtin), *number), [this](Index other) { return sale_key(other); });
    if (at != kNone && number_of(lot(at)) != *number) at = kNone;
  }
  return at == kNone || words_[lot(at).supplier] != supplier.raw() ? kNone : at;
}

void Graph::identify(Index item_node, Index lot_node) {
  items_[nodes_[item_node].facts].lot = lot_node;
  lots_[nodes_[lot_node].facts].item = item_node;
  captured_lots_.add(nodes_[lot_node].facts);
}

Index Graph::require_item(OrganisationId organisation, const std::string& name) {
  const auto at = require(digest_key("item", organisation.raw(), name), NodeKind::item);
  if (nodes_[at].facts != kNone) return at;
  ItemFacts facts;
  facts.organisation = require_word(organisation.raw());
  facts.name = static_cast<Index>(names_.size());
  names_.push_back(std::make_unique<std::string>(name));
  name_bytes_ += name.size() + sizeof(std::string) + 16;
  nodes_[at].facts = items_.add(facts);
  if (const auto same = find_named_lot(organisation, name); same != kNone) identify(at, same);
  return at;
}

Index Graph::find_told(const IdBytes& key) const {
  return told_table_.find(key, [this](Index at) -> const IdBytes& { return told_[at].key; });
}

Graph::Told& Graph::require_told(const IdBytes& key) {
  auto at = find_told(key);
  if (at == kNone) {
    at = told_.add({key, kNone, false});
    told_table_.add(key, at, [this](Index other) -> const IdBytes& { return told_[other].key; });
  }
  return told_[at];
}

std::int64_t Graph::captured_bytes() const {
  constexpr auto kSlots = 4 * sizeof(Index);  // of an id table, which is half empty at most and doubles
  std::size_t out = name_bytes_ + clears_.size() * sizeof(Clear) + captured_.size() * sizeof(CapturedFacts);
  out += told_.size() * (sizeof(Told) + kSlots);
  // Edges and nodes of our own record are counted, too: only what is added meanwhile is looked at.
  out += edges_.size() * sizeof(Edge) + nodes_.size() * (sizeof(Node) + kSlots) + items_.size() * sizeof(ItemFacts);
  return static_cast<std::int64_t>(out);
}

bool Graph::leaves_out(Index organisation) const {
  const auto found = shares_.find(organisation);
  return found != shares_.end() && found->second.left_out;
}

void Graph::add(const CapturedLink& link) {
  const auto key = digest_key("told", link.organisation.raw(), link.identity);
  auto& share = shares_[require_word(link.organisation.raw())];
  if (find_told(key) == kNone && (share.bytes >= limits_.of_one || shared_ >= limits_.of_all)) {
    if (!share.left_out) ++left_out_;
    share.left_out = true;
    return;
  }
  const auto before = captured_bytes();
  add_new(link, key);
  const auto added = captured_bytes() - before;
  share.bytes += added;
  shared_ += added;
}

void Graph::add_new(const CapturedLink& link, const IdBytes& key) {
  auto& told = require_told(key);
  if (link.declared) {
    told.is_void = true;
    if (told.event != kNone) captured_[told.event].is_void = true;
    return;
  }
  if (told.event != kNone) return;
  const auto at = std::chrono::duration_cast<std::chrono::microseconds>(link.happened_at.time_since_epoch()).count();
  told.event = captured_.add({at, link.action, told.is_void});
  add_members(link, told.event);
}

void Graph::add_members(const CapturedLink& link, Index event) {
  if (link.type == LinkType::transformation) {
    const auto key = link.transformation.empty()
                         ? digest_key("event", link.organisation.raw(), link.identity)
                         : digest_key("transformation", link.organisation.raw(), link.transformation);
    const auto transformation = require(key, NodeKind::transformation);
    for (const auto& input : link.inputs) connect(require_item(link.organisation, input), transformation, event);
    for (const auto& output : link.outputs) connect(transformation, require_item(link.organisation, output), event);
    return;
  }
  if (link.parent.empty()) return;  // seen together, in nothing that has a name
  const auto parent = require_item(link.organisation, link.parent);
  for (const auto& child : link.children) connect(require_item(link.organisation, child), parent, event);
  if (link.children.empty() && link.action == LinkAction::removed) {
    auto& facts = items_[nodes_[parent].facts];
    facts.first_clear = clears_.add({event, facts.first_clear});
  }
}

Size Graph::size() const {
  Size out;
  out.nodes = std::int64_t{nodes_.size()} + orders_.size() + parcels_.size();
  out.edges = std::int64_t{edges_.size()} + lines_.size();
  out.bytes = static_cast<std::int64_t>(
      nodes_.bytes() + edges_.bytes() + lots_.bytes() + items_.bytes() + captured_.bytes() + clears_.bytes() +
      lines_.bytes() + parcels_.bytes() + orders_.bytes() + told_.bytes() + node_table_.bytes() +
      parcel_table_.bytes() + order_table_.bytes() + told_table_.bytes() + sale_table_.bytes() + text_bytes_ +
      name_bytes_ + lot_numbers_.bytes() + household_numbers_.bytes() + captured_lots_.getSizeInBytes());
  out.bytes += kept_bytes_;
  out.kept = kept_;
  out.kept_bytes = kept_bytes_;
  return out;
}

}  // namespace shanhai::traceability::graph
