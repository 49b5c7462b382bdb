// Herb records as suppliers write and see them, and sheets for inspectors.
#pragma once

#include "common/json/json.hpp"
#include "services/traceability/records/domain.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability {

BOOST_DESCRIBE_ENUM(HerbStage, plot, seed, inputs, planting, harvest, processing, storage, test, sale)
BOOST_DESCRIBE_ENUM(HerbInputKind, fertiliser, pesticide, other)
BOOST_DESCRIBE_ENUM(HerbFinding, none, safety_interval)

using HerbText = Text<1, 80>;
using HerbNumber = Text<1, 60>;
using HerbArea = Bounded<1, 1'000'000'000>;  // square metres

struct HerbPlot {
  HerbText code;  // the supplier's own
  std::optional<HerbArea> area_m2;
  std::optional<Bounded<0, 9000>> altitude_m;
};
BOOST_DESCRIBE_STRUCT(HerbPlot, (), (code, area_m2, altitude_m))

struct HerbSeed {
  HerbText species;
  HerbText source;
  std::optional<HerbNumber> batch, quarantine_number;
};
BOOST_DESCRIBE_STRUCT(HerbSeed, (), (species, source, batch, quarantine_number))

struct HerbInput {
  HerbInputKind kind = HerbInputKind::fertiliser;
  HerbText name;
  HerbText dose;
  std::optional<HerbNumber> registration_number;  // of a pesticide
  std::optional<Bounded<0, 1000>> safety_interval_days;
};
BOOST_DESCRIBE_STRUCT(HerbInput, (), (kind, name, dose, registration_number, safety_interval_days))

struct HerbPlanting {
  HerbText method;
  std::optional<HerbArea> area_m2;
};
BOOST_DESCRIBE_STRUCT(HerbPlanting, (), (method, area_m2))

struct HerbHarvest {
  HerbText part;
  HerbText method;
};
BOOST_DESCRIBE_STRUCT(HerbHarvest, (), (part, method))

struct HerbProcessing {
  HerbText method;
  HerbText place;
};
BOOST_DESCRIBE_STRUCT(HerbProcessing, (), (method, place))

struct HerbStorage {
  HerbText place;
  std::optional<Bounded<-60, 60>> temperature_min_c, temperature_max_c;
  std::optional<Bounded<0, 100>> humidity_max_percent;
  std::optional<Date> until;
};
BOOST_DESCRIBE_STRUCT(HerbStorage, (), (place, temperature_min_c, temperature_max_c, humidity_max_percent, until))

// Exactly the part of its stage; of the stage `inputs` it is `input`.
struct HerbRecordEntry {
  HerbStage stage = HerbStage::plot;
  Date happened_on{};
  std::optional<HouseholdId> household_id;            // who did it
  std::optional<Bounded<1, 1'000'000'000>> corrects;  // the record that this one stands for
  std::optional<HerbPlot> plot;
  std::optional<HerbSeed> seed;
  std::optional<HerbInput> input;
  std::optional<HerbPlanting> planting;
  std::optional<HerbHarvest> harvest;
  std::optional<HerbProcessing> processing;
  std::optional<HerbStorage> storage;
};
BOOST_DESCRIBE_STRUCT(HerbRecordEntry, (),
                      (stage, happened_on, household_id, corrects, plot, seed, input, planting, harvest, processing,
                       storage))

struct HerbRecordView {
  LotId lot_id;
  std::int64_t number = 0;
  HerbStage stage = HerbStage::plot;
  Date happened_on{};
  std::optional<HouseholdId> household_id;
  std::optional<std::int64_t> corrects;
  bool standing = true;  // no other one stands for it
  HerbFinding finding = HerbFinding::none;
  json::Object content;  // the part of its stage
  Instant recorded_at{};
};
BOOST_DESCRIBE_STRUCT(HerbRecordView, (),
                      (lot_id, number, stage, happened_on, household_id, corrects, standing, finding, content,
                       recorded_at))

// Of a lot and of what it was made of, stage by stage.
struct HerbRecordList {
  std::vector<HerbRecordView> items;  // the first 5000
  std::vector<HerbStage> recorded;    // told of, also by deliveries, processing, reports
  std::vector<HerbStage> missing;     // of all stages before the sale
  bool sellable = true;               // by these records, under the installation's policy
};
BOOST_DESCRIBE_STRUCT(HerbRecordList, (), (items, recorded, missing, sellable))

enum class SheetKind { lots, balances, adjustments, refusals, tests, certificates, herb_records };
BOOST_DESCRIBE_ENUM(SheetKind, lots, balances, adjustments, refusals, tests, certificates, herb_records)
enum class SheetFormat { csv, xlsx };
BOOST_DESCRIBE_ENUM(SheetFormat, csv, xlsx)

struct SheetQuery {
  // Days in China on which lots were recorded, both inclusive, at most 366: today, and from the first of its month.
  std::optional<Date> from, to;
  std::optional<SheetFormat> format;  // csv
  std::optional<Text<6, 6>> county;   // one of the caller's
  std::optional<OrganisationId> supplier;
};
BOOST_DESCRIBE_STRUCT(SheetQuery, (), (from, to, format, county, supplier))

}  // namespace shanhai::traceability
