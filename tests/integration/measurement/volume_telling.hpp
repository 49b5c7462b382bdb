// A whole life of purchase volume, told to measurement stream by stream in pieces, some of them twice; and beside it
// what must come of it.
#pragma once

#include "seed/pairings.hpp"
#include "services/measurement/households/entries.hpp"
#include "services/measurement/pairings/store.hpp"
#include "services/measurement/purchases/entries.hpp"
#include "services/measurement/registrations/entries.hpp"
#include "services/measurement/units/consumer.hpp"
#include "sql/common_migrations.hpp"
#include "sql/measurement_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/integration/measurement/volume_reckoning.hpp"
#include "tests/integration/measurement/volume_streams.hpp"

namespace shanhai::measurement {

enum class Told { orders, registrations, units, lots };
inline constexpr Told kAllStreams[] = {Told::orders, Told::registrations, Told::units, Told::lots};

inline constexpr std::chrono::seconds kLifetime = std::chrono::hours(24 * 100);

// What must come of all streams together.
struct Reckoned {
  NaiveVolume orders;
  NaiveOffline offline;
  NaiveTree tree;
  NaiveHouseholds households;
  Reckoning sums;

  void add(const ToldEvent& event) {
    if (const auto* parcel = std::get_if<orders::ParcelFacts>(&event.facts)) {
      for (const auto& lot : parcel->lots) households.ship(lot.lot, lot.line, china_date(event.occurred_at));
    }
    orders.add(event, [this](const NaiveRow& row) {
      sums.add(row);
      if (row.lines > 0) households.count(row.line->line, row.measure);
    });
    for (const auto line : event.over) households.forget(line);
  }
  void add(const OfflineStream::Told& told) {
    const auto take = [this](const NaiveRow& row) { sums.add(row); };
    told.reversed ? offline.reverse(told.facts, told.event.occurred_at, take)
                  : offline.approve(told.facts, told.event.occurred_at, take);
  }
  void freeze(Date from, Date to) {
    orders.days.freeze(from, to);
    offline.days.freeze(from, to);
  }
};

class Telling {
 public:
  // `events`: of the orders' stream; the others are a fraction of it.
  Telling(fixture::ServiceDatabase& to, std::uint64_t seed, std::int64_t events)
      : to_(to),
        events_(events),
        life_(seed, kLifetime * 2 / events),
        offline_(life_, seed + 1, events / 8, kLifetime),
        units_(life_, seed + 2, 20 + events / 100, kLifetime),
        lots_(life_, seed + 3, 60 + events / 25, kLifetime),
        random_(seed + 4) {}

  std::int64_t left(Told stream) const {
    switch (stream) {
      case Told::orders:
        return events_ - told_;
      case Told::registrations:
        return offline_.left();
      case Told::units:
        return units_.left();
      case Told::lots:
        return lots_.left();
    }
    return 0;
  }
  bool is_over() const {
    return std::all_of(std::begin(kAllStreams), std::end(kAllStreams), [this](Told s) { return left(s) == 0; });
  }
  std::int64_t orders_told() const { return told_; }
  std::vector<OrganisationId> tops() const { return units_.tops(); }

  // Some of one stream. For a while the orders run ahead, then the others catch up and pass them.
  void tell_some(Reckoned* reckoned) {
    const bool orders_first = told_ * 5 / events_ % 2 == 0;
    auto stream = Told::orders;
    if ((random_() % 10 == 0) == orders_first || left(Told::orders) == 0) stream = kAllStreams[1 + random_() % 3];
    static constexpr std::uint64_t kPieces[] = {300, 60, 12, 20};
    tell(stream, 1 + random_() % kPieces[static_cast<std::size_t>(stream)], reckoned);
  }

  // The next of a stream, and some of those before once more.
  void tell(Told stream, std::uint64_t count, Reckoned* reckoned) {
    count = std::min(count, std::uint64_t(left(stream)));
    switch (stream) {
      case Told::orders:
        return tell_orders(count, reckoned);
      case Told::registrations:
        return tell_registrations(count, reckoned);
      case Told::units:
        return tell_units(count, reckoned);
      case Told::lots:
        return tell_lots(count, reckoned);
    }
  }

  static PairingTable seed_pairings(fixture::ServiceDatabase& to) {
    const auto paired = to.transaction([](db::Tx& tx) -> Result<std::vector<Pairing>> {
      store::seed_pairings(tx, parse_pairings_csv(seed::kPairings));
      // They begin and end within a month.
      for (const auto* county : {"513431", "513332", "513321"}) {
        store::put_pairing(tx, {"440000", county, parse_date("2026-10-01").value(), parse_date("2026-11-12").value(),
                                "day", "entered", "", 1});
        store::put_pairing(tx, {"440600", county, parse_date("2026-11-05").value(), parse_date("2027-06-17").value(),
                                "day", "entered", "", 1});
      }
      return store::list_pairings(tx, store::pairings_revision(tx));
    });
    return PairingTable(paired.value());
  }

 private:
  template <class F>
  void apply(F f) {
    const auto done = to_.transaction([&](db::Tx& tx) -> Result<void> { return f(tx); });
    if (done.has_error()) throw std::runtime_error(done.error().code + " " + done.error().detail);
  }
  // `last`, shortened at its beginning, with `fresh` behind it, which becomes the last.
  std::vector<events::Event> with_some_again(std::vector<events::Event>& last, std::vector<events::Event> fresh) {
    std::vector<events::Event> out(last.begin() + std::ptrdiff_t(random_() % (last.size() + 1)), last.end());
    out.insert(out.end(), fresh.begin(), fresh.end());
    last = std::move(fresh);
    return out;
  }

  void tell_orders(std::uint64_t count, Reckoned* reckoned) {
    std::vector<events::Event> fresh;
    for (; count > 0; --count, ++told_) {
      const auto told = life_.next();
      if (reckoned) reckoned->add(told);
      fresh.push_back(told.as_event());
    }
    const auto all = with_some_again(last_orders_, fresh);
    apply([&](db::Tx& tx) -> Result<void> {
      SH_CHECK(apply_orders_events(tx, all));
      return apply_parcels_shipped(tx, fresh);
    });
  }
  void tell_registrations(std::uint64_t count, Reckoned* reckoned) {
    std::vector<events::Event> fresh;
    for (; count > 0; --count) {
      const auto told = offline_.next();
      if (reckoned) reckoned->add(told);
      fresh.push_back(told.event);
    }
    const auto all = with_some_again(last_registrations_, std::move(fresh));
    apply([&](db::Tx& tx) { return apply_registration_events(tx, all); });
  }
  void tell_units(std::uint64_t count, Reckoned* reckoned) {
    std::vector<events::Event> fresh;
    for (; count > 0; --count) {
      const auto told = units_.next();
      if (reckoned) reckoned->tree.tell(told.unit.id, told.unit.superior, china_date(told.event.occurred_at));
      fresh.push_back(told.event);
    }
    const auto all = with_some_again(last_units_, std::move(fresh));
    for (const auto& event : all) apply([&](db::Tx& tx) { return apply_identity_event(tx, event); });
  }
  void tell_lots(std::uint64_t count, Reckoned* reckoned) {
    for (; count > 0; --count) {
      const auto told = lots_.next();
      if (reckoned) reckoned->households.name(told.lot.lot, told.lot.households);
      apply([&](db::Tx& tx) { return apply_lot_put_on_sale(tx, told.event); });
    }
  }

  fixture::ServiceDatabase& to_;
  const std::int64_t events_;
  std::int64_t told_ = 0;
  VolumeLife life_;
  OfflineStream offline_;
  UnitStream units_;
  LotStream lots_;
  std::mt19937_64 random_;
  std::vector<events::Event> last_orders_, last_registrations_, last_units_;
};

// Whose rows come of the streams alone.
inline std::vector<std::string> counted_tables(fixture::ServiceDatabase& of) {
  auto connection = of.schema.connect();
  std::vector<std::string> out;
  for (const auto row : connection.query(
           "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND (table_name "
           "LIKE 'volume\\_%' OR table_name LIKE 'lot\\_%' OR table_name IN ('measurement_entry', "
           "'measurement_adjustment', 'measurement_booked', 'measurement_source')) AND table_name NOT LIKE "
           "'volume\\_target%' ORDER BY 1"))
    out.push_back(row.get<std::string>("name"));
  return out;
}

// Everything that a table holds, whatever the order of its rows; "0 ..." where it is empty.
inline std::string digest_of_table(fixture::ServiceDatabase& of, const std::string& table) {
  auto connection = of.schema.connect();
  std::string columns;
  for (const auto row : connection.query("SELECT column_name AS name FROM information_schema.columns WHERE "
                                         "table_schema = DATABASE() AND table_name = '" +
                                         table + "' ORDER BY ordinal_position"))
    columns += (columns.empty() ? "" : ",") + ("IFNULL(HEX(" + row.get<std::string>("name") + "),'-')");
  std::string out;
  for (const auto row : connection.query("SELECT CONCAT_WS(' ', COUNT(*), BIT_XOR(CAST(CONV(LEFT(SHA2(CONCAT_WS('|'," +
                                         columns + "), 256), 16), 16, 10) AS UNSIGNED))) AS digest FROM " + table))
    out = row.get<std::string>("digest");
  return out;
}

}  // namespace shanhai::measurement
