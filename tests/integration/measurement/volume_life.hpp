// A life of orders, made from a seed: what the orders' stream tells of it, event by event. What must come of that is
// reckoned in volume_naive.hpp.
#pragma once

#include <optional>
#include <random>
#include <variant>
#include <vector>

#include "common/base/divisions.hpp"
#include "common/events/event.hpp"
#include "services/orders/api.hpp"

namespace shanhai::measurement {

struct ToldEvent {
  std::int64_t sequence = 0;
  std::string_view type;
  Instant occurred_at{};
  std::variant<orders::OrderFacts, orders::OrderRefunded, orders::ParcelFacts> facts;
  std::vector<OrderLineId> over;  // lines of which nothing will be told any more, freight too

  events::Event as_event() const {
    events::Event out;
    out.sequence = sequence;
    out.type = type;
    out.occurred_at = occurred_at;
    out.payload = std::visit([](const auto& f) { return json::write(f).as_object(); }, facts);
    return out;
  }
};

// Orders are placed, paid, accepted, rated, cancelled; refunded at any time, also a year later. Between placement and
// payment products lose or gain their certification; units move to another division and buy on from there. Numbers
// follow the order of commits: an event may have happened up to two days before the one in front of it. Parcels name
// lots. Beyond so many orders some are heard of no more, so that memory does not grow with the number of events.
class VolumeLife {
 public:
  struct Unit {
    OrganisationId id;
    std::string division;
  };
  struct Supplier {
    OrganisationId id;
    std::string county;
  };
  struct Product {
    ProductId id;
    std::uint64_t category = 0;
    bool certified = false;
  };

  // From 20 October 2026 on, up to `pace` between two events.
  explicit VolumeLife(std::uint64_t seed, std::chrono::seconds pace = std::chrono::minutes(20))
      : random_(seed), pace_(pace), now_(std::chrono::sys_days(std::chrono::year(2026) / 10 / 20)) {
    for (int i = 0; i < 40; ++i) units_.push_back({id<OrganisationId>(), division()});
    for (int i = 0; i < 30; ++i) suppliers_.push_back({id<OrganisationId>(), county()});
    for (int i = 0; i < 80; ++i) products_.push_back({id<ProductId>(), below(3), below(2) == 1});
    for (int i = 0; i < 200; ++i) accounts_.push_back(id<AccountId>());
    for (int i = 0; i < 60; ++i) lots_.push_back(id<LotId>());
  }

  const std::vector<Unit>& units() const { return units_; }
  const std::vector<Supplier>& suppliers() const { return suppliers_; }
  const std::vector<Product>& products() const { return products_; }
  const std::vector<LotId>& lots() const { return lots_; }

  ToldEvent next() {
    now_ += std::chrono::milliseconds(below(std::uint64_t(pace_.count()) * 1000));
    if (below(50) == 0) units_[below(units_.size())].division = division();  // a unit moves
    if (below(50) == 0) products_[below(products_.size())].certified = below(2) == 1;
    ToldEvent out;
    out.sequence = ++sequence_;
    out.occurred_at = now_ - (below(10) == 0 ? std::chrono::hours(below(48)) : std::chrono::hours(0));
    if (open_.size() > kOpenMax) {
      const auto forgotten = below(open_.size());
      out.over = lines_of(open_[forgotten].facts);
      close(forgotten);
    }
    // A parcel, orders that wait for something, or a new one.
    if (!open_.empty() && below(25) == 0) {
      ship(out, open_[below(open_.size())].facts);
      return out;
    }
    if (open_.size() < 50 || below(3) == 0) {
      open_.push_back(Open{place(out.occurred_at), {}});
      tell(out, open_.back(), orders::kOrderPlaced, orders::Measure::ordered);
      return out;
    }
    go_on(out, below(open_.size()));
    return out;
  }

 private:
  static constexpr std::size_t kOpenMax = 30'000;

  struct Open {
    orders::OrderFacts facts;
    std::vector<orders::Measure> counted;
  };

  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  template <class IdType>
  IdType id() {
    IdBytes bytes{};
    const std::uint64_t high = (++ids_ << 16) | 0x7000, low = random_();
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    for (std::size_t i = 0; i < 8; ++i) bytes[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
    return IdType(bytes);
  }

  std::string division() {
    static const auto within = [] {
      std::vector<std::string> out;
      for (const auto& d : all_divisions()) {
        if (is_within(d.code, kGuangdong) && d.level != DivisionLevel::province) out.emplace_back(d.code);
      }
      return out;
    }();
    return within[below(3) == 0 ? below(within.size()) : below(6)];
  }
  std::string county() {
    static const auto supported = [] {
      std::vector<std::string> out;
      for (const auto& d : all_divisions()) {
        if (d.supported_origin) out.emplace_back(d.code);
      }
      return out;
    }();
    return supported[below(supported.size())];
  }

  orders::OrderFacts place(Instant at) {
    orders::OrderFacts out;
    const auto& supplier = suppliers_[below(suppliers_.size())];
    out.order = id<OrderId>();
    out.group = id<OrderGroupId>();
    out.supplier = supplier.id;
    out.buyer_kind = static_cast<orders::BuyerKind>(below(4));
    if (out.buyer_kind == orders::BuyerKind::consumer) {
      out.buyer_account = accounts_[below(accounts_.size())];
      out.buyer_division = division();
    } else {
      const auto& unit = units_[below(units_.size())];
      out.buyer_organisation = unit.id;
      out.buyer_division = unit.division;
    }
    out.placed_at = at;
    if (below(4) == 0) out.freight = Money(std::int64_t(100 + below(900)));
    for (std::uint64_t i = 0, n = 1 + below(3); i < n; ++i) out.lines.push_back(line(supplier, out.buyer_division));
    return out;
  }

  orders::LineFacts line(const Supplier& supplier, const std::string& buyer_division) {
    orders::LineFacts out;
    const auto& product = products_[below(products_.size())];
    out.line = id<OrderLineId>();
    out.sku = id<SkuId>();
    out.product = product.id;
    out.quantity = std::int64_t(1 + below(9));
    out.amount = Money(std::int64_t(1000 + below(100'000)));
    out.category = static_cast<catalog::Category>(product.category);
    out.certified = product.certified;
    out.production_county = supplier.county;
    out.raw_material_county = below(5) == 0 ? county() : supplier.county;
    out.registration_county = supplier.county;
    out.delivery_division = below(3) == 0 ? division() : buyer_division;
    return out;
  }

  void tell(ToldEvent& out, Open& order, std::string_view type, std::optional<orders::Measure> counted) {
    out.type = type;
    out.facts = order.facts;
    if (counted) order.counted.push_back(*counted);
  }

  static std::vector<OrderLineId> lines_of(const orders::OrderFacts& order) {
    std::vector<OrderLineId> out{orders::freight_line(order.order)};
    for (const auto& line : order.lines) out.push_back(line.line);
    return out;
  }

  void ship(ToldEvent& out, const orders::OrderFacts& order) {
    const auto& line = order.lines[below(order.lines.size())];
    orders::ParcelFacts parcel;
    parcel.parcel = id<ParcelId>();
    parcel.order = order.order;
    parcel.supplier = order.supplier;
    parcel.delivery_division = line.delivery_division;
    parcel.lots = {{line.line, line.sku, lots_[below(lots_.size())], 1}};
    out.type = orders::kParcelShipped;
    out.facts = parcel;
  }

  // The next thing in an order's life, or a refund.
  void go_on(ToldEvent& out, std::size_t at) {
    auto& order = open_[at];
    const auto reached = order.counted.size();
    if (reached == 1 && below(6) == 0) {
      tell(out, order, orders::kOrderCancelled, std::nullopt);
      out.over = lines_of(order.facts);
      close(at);
      return;
    }
    if (reached > 1 && below(4) == 0 && refund(out, order)) return;
    if (reached == 1) {
      order.facts.paid_at = out.occurred_at;
      for (auto& one : order.facts.lines) {
        for (const auto& product : products_) {
          if (product.id == one.product) one.certified = product.certified;
        }
      }
      tell(out, order, orders::kOrderPaid, orders::Measure::paid);
    } else if (reached == 2) {
      tell(out, order, orders::kOrderAccepted, orders::Measure::accepted);
    } else if (reached == 3) {
      tell(out, order, orders::kOrderPurchaseCompleted, orders::Measure::completed);
    } else if (!refund(out, order)) {
      out.over = lines_of(order.facts);
      close(at);
      tell_nothing(out);
    }
  }

  // An event that measurement passes over.
  void tell_nothing(ToldEvent& out) {
    out.type = orders::kOrderRated;
    out.facts = orders::OrderFacts();
  }

  bool refund(ToldEvent& out, Open& order) {
    auto& lines = order.facts.lines;
    auto& line = lines[below(lines.size())];
    const auto left = line.amount - line.refunded;
    if (left.fen() < 2) return false;
    orders::OrderRefunded told;
    told.refund = id<RefundId>();
    told.facts = order.facts;
    const Money amount(1 + std::int64_t(below(std::uint64_t(left.fen()))));
    told.lines = {{line.line, std::int64_t(below(2)), amount}};
    told.counted = order.counted;
    const auto freight_left = order.facts.freight - order.facts.freight_refunded.value_or(Money());
    if (freight_left > Money() && below(3) == 0) {
      told.lines.push_back({orders::freight_line(order.facts.order), 0, freight_left});
      order.facts.freight_refunded = order.facts.freight;
    }
    line.refunded += amount;
    out.type = orders::kOrderRefunded;
    out.facts = told;
    return true;
  }

  void close(std::size_t at) {
    std::swap(open_[at], open_.back());
    open_.pop_back();
  }

  std::mt19937_64 random_;
  std::chrono::seconds pace_;
  Instant now_;
  std::int64_t sequence_ = 0;
  std::uint64_t ids_ = 1;
  std::vector<Unit> units_;
  std::vector<Supplier> suppliers_;
  std::vector<Product> products_;
  std::vector<AccountId> accounts_;
  std::vector<LotId> lots_;
  std::vector<Open> open_;
};

}  // namespace shanhai::measurement
