// The records behind a trace graph, and another implementation of its answers that knows nothing of nodes and edges: it
// looks at all records for every question, and at every moment for what was together.
#pragma once

#include <map>
#include <set>

#include "services/traceability/graph/facts.hpp"

namespace shanhai::traceability::graph {

inline constexpr int kMoments = 12, kBefore = -1, kAfter = kMoments + 1;  // kAfter: for ever
inline constexpr auto kPrefix = "https://shanhai.example/class/";

IdBytes numbered(std::uint8_t kind, int number);
Instant moment(int t);

struct Records {
  std::vector<LotRecord> lots;
  std::vector<DeliveryRecord> deliveries;
  std::vector<InputRecord> inputs;
  std::vector<Movement> movements;
  std::vector<CapturedLink> links;
};

std::string name_of_lot(const LotRecord& lot);

// As one would do it with pencil and paper.
class Naive {
 public:
  explicit Naive(const Records& records) : records_(records) {
    for (const auto& lot : records.lots) {
      supplier_[lot.lot] = lot.supplier;
      lot_named_[{lot.supplier, name_of_lot(lot)}] = lot.lot;
      name_[lot.lot] = name_of_lot(lot);
    }
    std::set<std::pair<OrganisationId, std::string>> wrong, seen;
    for (const auto& link : records.links) {
      if (link.declared) wrong.emplace(link.organisation, link.identity);
    }
    for (const auto& link : records.links) {
      const std::pair key(link.organisation, link.identity);
      if (!link.declared && !wrong.contains(key) && seen.insert(key).second) valid_.push_back(&link);
    }
  }

  std::set<LotId> ancestors(LotId lot) const { return closure(lot, &InputRecord::lot, &InputRecord::input); }
  std::set<LotId> descendants(LotId lot) const { return closure(lot, &InputRecord::input, &InputRecord::lot); }

  std::set<HouseholdId> households(LotId lot) const {
    std::set<HouseholdId> out;
    const auto lots = ancestors(lot);
    for (const auto& delivery : records_.deliveries) {
      if (lots.contains(delivery.lot)) out.insert(delivery.household);
    }
    return out;
  }

  struct Reached {
    std::set<OrderId> orders;
    std::set<ParcelId> parcels, shipped;
    std::int64_t units = 0, lines = 0;
  };
  Reached reached(LotId lot) const {
    Reached out;
    const auto lots = descendants(lot);
    std::set<ParcelId> opened, left;
    for (const auto& movement : records_.movements) {
      if (movement.kind == MovementKind::unpacked) opened.insert(movement.parcel);
      if (movement.kind == MovementKind::shipped) left.insert(movement.parcel);
    }
    for (const auto& movement : records_.movements) {
      if (movement.kind != MovementKind::packed || !lots.contains(movement.lot) || opened.contains(movement.parcel))
        continue;
      out.orders.insert(movement.order);
      out.parcels.insert(movement.parcel);
      if (left.contains(movement.parcel)) out.shipped.insert(movement.parcel);
      out.units += movement.quantity;
      ++out.lines;
    }
    return out;
  }

  // Names of captured things, and lots that only they relate to the lot.
  struct Captured {
    std::set<std::string> things;
    std::set<LotId> lots;
    bool operator==(const Captured&) const = default;
  };
  Captured forwards(LotId lot) const {
    const auto organisation = supplier_.at(lot);
    const auto own = descendants(lot);
    std::set<std::pair<std::string, int>> touched;  // name, moment
    std::set<LotId> lots;
    const auto touch_lots = [&](const std::set<LotId>& some) {
      for (const auto one : some) {
        lots.insert(one);
        for (int t = kBefore; t <= kAfter; ++t) touched.emplace(name_.at(one), t);
      }
    };
    touch_lots(own);
    for (std::size_t before = 0; before != touched.size() + lots.size();) {
      before = touched.size() + lots.size();
      const auto all = touched;
      for (const auto& [name, t] : all) {
        for (const auto& parent : parents(organisation)) {
          if (is_in(organisation, name, parent, t)) touched.emplace(parent, t);
        }
        for (const auto* link : valid_) {
          if (!is_use(*link, organisation, name) || time_of(*link) != t) continue;
          for (const auto& [output, made] : outputs_of(*link)) {
            for (int later = made; later <= kAfter; ++later) touched.emplace(output, later);
          }
        }
        if (const auto found = lot_named_.find({organisation, name}); found != lot_named_.end())
          touch_lots(descendants(found->second));
      }
    }
    return told(organisation, own, lots, touched);
  }

  Captured backwards(LotId lot) const {
    const auto organisation = supplier_.at(lot);
    const auto own = ancestors(lot);
    std::set<std::pair<std::string, int>> needed;
    std::set<LotId> lots;
    const auto need_lots = [&](const std::set<LotId>& some) {
      for (const auto one : some) {
        lots.insert(one);
        needed.emplace(name_.at(one), kAfter);
      }
    };
    need_lots(own);
    for (std::size_t before = 0; before != needed.size() + lots.size();) {
      before = needed.size() + lots.size();
      const auto all = needed;
      for (const auto& [name, t] : all) {
        for (const auto& child : children(organisation)) {
          if (t != kAfter && is_in(organisation, child, name, t)) needed.emplace(child, t);
        }
        for (const auto* link : valid_) {
          const bool makes = link->organisation == organisation && contains(link->outputs, name);
          if (!makes || (t != kAfter && time_of(*link) > t)) continue;
          for (const auto& [input, used] : inputs_of(*link)) needed.emplace(input, used);
        }
        if (const auto found = lot_named_.find({organisation, name}); found != lot_named_.end())
          need_lots(ancestors(found->second));
      }
    }
    return told(organisation, own, lots, needed);
  }

 private:
  using End = LotId InputRecord::*;
  std::set<LotId> closure(LotId lot, End near, End far) const {
    std::set<LotId> out{lot};
    for (std::size_t before = 0; before != out.size();) {
      before = out.size();
      for (const auto& input : records_.inputs) {
        if (out.contains(input.*near)) out.insert(input.*far);
      }
    }
    return out;
  }

  static bool contains(const std::vector<std::string>& list, const std::string& what) {
    return std::find(list.begin(), list.end(), what) != list.end();
  }
  static int time_of(const CapturedLink& link) {
    return static_cast<int>((link.happened_at - moment(0)) / std::chrono::hours(1));
  }
  static bool is_use(const CapturedLink& link, OrganisationId organisation, const std::string& name) {
    return link.organisation == organisation && contains(link.inputs, name);
  }
  bool is_same_transformation(const CapturedLink& a, const CapturedLink& b) const {
    if (&a == &b) return true;
    return a.organisation == b.organisation && !a.transformation.empty() && a.transformation == b.transformation;
  }
  std::vector<std::pair<std::string, int>> outputs_of(const CapturedLink& link) const {
    return members(link, &CapturedLink::outputs);
  }
  std::vector<std::pair<std::string, int>> inputs_of(const CapturedLink& link) const {
    return members(link, &CapturedLink::inputs);
  }
  std::vector<std::pair<std::string, int>> members(const CapturedLink& link,
                                                   std::vector<std::string> CapturedLink::*which) const {
    std::vector<std::pair<std::string, int>> out;
    for (const auto* other : valid_) {
      if (!is_same_transformation(link, *other)) continue;
      for (const auto& name : other->*which) out.emplace_back(name, time_of(*other));
    }
    return out;
  }
  std::set<std::string> parents(OrganisationId organisation) const {
    std::set<std::string> out;
    for (const auto* link : valid_) {
      if (link->organisation == organisation && !link->parent.empty()) out.insert(link->parent);
    }
    return out;
  }
  std::set<std::string> children(OrganisationId organisation) const {
    std::set<std::string> out;
    for (const auto* link : valid_) {
      if (link->organisation == organisation) out.insert(link->children.begin(), link->children.end());
    }
    return out;
  }

  bool is_in(OrganisationId organisation, const std::string& child, const std::string& parent, int t) const {
    // Statements by time; at one time what leaves is first.
    std::multimap<std::pair<int, int>, std::pair<LinkAction, bool>> said;
    bool named = false;
    for (const auto* link : valid_) {
      if (link->organisation != organisation || link->type != LinkType::aggregation || link->parent != parent) continue;
      const bool names_child = contains(link->children, child);
      const bool clears = link->children.empty() && link->action == LinkAction::removed;
      if (!names_child && !clears) continue;
      named = named || names_child;
      said.emplace(std::pair(time_of(*link), link->action == LinkAction::removed ? 0 : 1),
                   std::pair(link->action, names_child));
    }
    if (!named) return false;
    const auto first = std::find_if(said.begin(), said.end(), [](const auto& one) { return one.second.second; });
    if (first->second.first == LinkAction::removed && t < first->first.first) return true;
    bool inside = false;
    for (const auto& [when, what] : said) {
      if (when.first <= t) inside = what.first != LinkAction::removed;
    }
    return inside;
  }

  Captured told(OrganisationId organisation, const std::set<LotId>& own, const std::set<LotId>& lots,
                const std::set<std::pair<std::string, int>>& found) const {
    Captured out;
    std::set<std::string> captured;
    for (const auto* link : valid_) {
      if (link->organisation != organisation) continue;
      if (!link->parent.empty())
        captured.insert(link->parent), captured.insert(link->children.begin(), link->children.end());
      captured.insert(link->inputs.begin(), link->inputs.end());
      captured.insert(link->outputs.begin(), link->outputs.end());
    }
    for (const auto& [name, t] : found) {
      const auto same = lot_named_.find({organisation, name});
      if (same != lot_named_.end() && own.contains(same->second)) continue;
      if (captured.contains(name)) out.things.insert(name);
    }
    for (const auto lot : lots) {
      if (!own.contains(lot)) out.lots.insert(lot);
    }
    return out;
  }

  const Records& records_;
  std::vector<const CapturedLink*> valid_;
  std::map<LotId, OrganisationId> supplier_;
  std::map<std::pair<OrganisationId, std::string>, LotId> lot_named_;
  std::map<LotId, std::string> name_;
};

}  // namespace shanhai::traceability::graph
