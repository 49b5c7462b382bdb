// The streams beside the orders', made from a seed: registered offline sales, units that move, households behind lots.
// Each is numbered by itself; the order in which they are told beside each other must not matter.
#pragma once

#include "services/identity/api.hpp"
#include "services/measurement/registrations/api.hpp"
#include "services/traceability/api.hpp"
#include "tests/integration/measurement/volume_life.hpp"

namespace shanhai::measurement {

class Stream {
 public:
  Stream(std::uint64_t seed, std::int64_t count, std::chrono::seconds in_all)
      : random_(seed), count_(count), pace_(in_all / std::max<std::int64_t>(count, 1)) {}
  virtual ~Stream() = default;
  std::int64_t left() const { return count_ - sequence_; }

 protected:
  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  template <class IdType>
  IdType id() {
    IdBytes bytes{};
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random_());
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x70);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
    return IdType(bytes);
  }
  events::Event next_event(std::string_view type) {
    now_ += std::chrono::milliseconds(below(std::uint64_t(pace_.count()) * 2000 + 1));
    events::Event out;
    out.sequence = ++sequence_;
    out.type = type;
    out.occurred_at = now_;
    return out;
  }
  Instant now() const { return now_; }

 private:
  std::mt19937_64 random_;
  const std::int64_t count_;
  const std::chrono::seconds pace_;
  std::int64_t sequence_ = 0;
  Instant now_{std::chrono::sys_days(std::chrono::year(2026) / 10 / 20)};
};

// Sales that lie up to fifty days back when they are approved; every fourth event takes one back.
class OfflineStream : public Stream {
 public:
  struct Told {
    events::Event event;
    RegistrationFacts facts;
    bool reversed = false;
  };

  OfflineStream(const VolumeLife& of, std::uint64_t seed, std::int64_t count, std::chrono::seconds in_all)
      : Stream(seed, count, in_all), units_(of.units()), suppliers_(of.suppliers()), products_(of.products()) {}

  Told next() {
    Told out;
    out.reversed = standing_.size() > 5 && below(4) == 0;
    out.event = next_event(out.reversed ? kRegistrationReversed : kRegistrationApproved);
    if (out.reversed) {
      const auto at = below(standing_.size());
      out.facts = standing_[at];
      standing_[at] = standing_.back();
      standing_.pop_back();
      out.event.payload = json::write(RegistrationReversed{id<RegistrationId>(), out.facts}).as_object();
    } else {
      out.facts = sale();
      if (standing_.size() < kStandingMax) standing_.push_back(out.facts);
      out.event.payload = json::write(out.facts).as_object();
    }
    return out;
  }

 private:
  static constexpr std::size_t kStandingMax = 5'000;

  RegistrationFacts sale() {
    RegistrationFacts out;
    const auto& supplier = suppliers_[below(suppliers_.size())];
    const auto& unit = units_[below(units_.size())];
    const Date bought = add_days(china_date(now()), -int(below(50)));
    out.registration = id<RegistrationId>();
    out.supplier = supplier.id;
    out.buyer = unit.id;
    out.buyer_kind = static_cast<orders::BuyerKind>(1 + below(3));
    out.buyer_division = unit.division;
    out.attributed_on = add_days(bought, int(below(3)));
    out.counts = {{orders::Measure::ordered, bought}};
    if (below(3) > 0) out.counts.push_back({orders::Measure::paid, out.attributed_on});
    if (below(3) > 0) out.counts.push_back({orders::Measure::accepted, add_days(bought, int(below(6)))});
    for (std::uint64_t i = 0, n = 1 + below(2); i < n; ++i) {
      const auto& product = products_[below(products_.size())];
      RegisteredLine line{id<OrderLineId>(), below(4) == 0 ? ProductId() : product.id};
      line.category = static_cast<catalog::Category>(product.category);
      line.certified = !line.product.is_nil() && below(2) == 0;
      line.production_county = line.registration_county = supplier.county;
      line.raw_material_county = suppliers_[below(suppliers_.size())].county;
      line.quantity = std::int64_t(1 + below(40));
      line.amount = Money(std::int64_t(5'000 + below(500'000)));
      out.lines.push_back(line);
    }
    return out;
  }

  std::vector<VolumeLife::Unit> units_;
  std::vector<VolumeLife::Supplier> suppliers_;
  std::vector<VolumeLife::Product> products_;
  std::vector<RegistrationFacts> standing_;
};

// Three at the top, seven in the middle, the rest below those: they move from one superior to another.
class UnitStream : public Stream {
 public:
  struct Told {
    events::Event event;
    identity::Organisation unit;
  };

  UnitStream(const VolumeLife& of, std::uint64_t seed, std::int64_t moves, std::chrono::seconds in_all)
      : Stream(seed, std::int64_t(of.units().size()) + moves, in_all) {
    for (const auto& unit : of.units()) {
      identity::Organisation out;
      out.id = unit.id;
      out.kind = identity::OrganisationKind::budget_unit;
      out.status = identity::OrganisationStatus::active;
      out.name = "单位" + std::to_string(units_.size());
      out.region = "440605";
      out.version = 0;
      units_.push_back(out);
    }
  }
  std::vector<OrganisationId> tops() const { return {units_[0].id, units_[1].id, units_[2].id}; }

  Told next() {
    const auto at = told_ < units_.size() ? told_++ : kTops + below(units_.size() - kTops);
    auto& unit = units_[at];
    ++unit.version;
    if (at >= kTops) unit.superior = at < kMiddle ? units_[below(kTops)].id : units_[kTops + below(kMiddle - kTops)].id;
    Told out{next_event(identity::kOrganisationChanged), unit};
    out.event.aggregate_type = "organisation";
    out.event.payload = json::write(unit).as_object();
    return out;
  }

 private:
  static constexpr std::size_t kTops = 3, kMiddle = 10;
  std::vector<identity::Organisation> units_;
  std::size_t told_ = 0;
};

// Lots are put on sale again and again, each time with some more of their households.
class LotStream : public Stream {
 public:
  struct Told {
    events::Event event;
    traceability::LotPutOnSale lot;
  };

  LotStream(const VolumeLife& of, std::uint64_t seed, std::int64_t count, std::chrono::seconds in_all)
      : Stream(seed, count, in_all), lots_(of.lots()), supplier_(of.suppliers().front().id) {}

  Told next() {
    Told out{next_event(traceability::kLotPutOnSale), {}};
    out.lot = {lots_[below(lots_.size())], id<SkuId>(), supplier_, std::int64_t(1 + below(100)), {}};
    for (std::uint64_t i = 0, n = below(3); i < n; ++i)
      out.lot.households.push_back("hh_" + std::to_string(below(400)));
    out.event.payload = json::write(out.lot).as_object();
    return out;
  }

 private:
  std::vector<LotId> lots_;
  OrganisationId supplier_;
};

}  // namespace shanhai::measurement
