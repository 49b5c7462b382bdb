// Each parameter of EPCIS 2.0, and the facts that it asks for.
#include <algorithm>

#include "tests/integration/traceability/query_facts.hpp"

namespace shanhai::traceability {
namespace {

const std::vector<std::string> kSteps{"packing", "shipping", "receiving", "commissioning"};
const std::vector<std::string> kStates{"active", "in_transit", "damaged", "recalled"};

using Read = std::function<std::vector<Thing>(const Fact&)>;

std::vector<Thing> together(std::initializer_list<std::vector<Thing>> lists) {
  std::vector<Thing> out;
  for (const auto& list : lists) out.insert(out.end(), list.begin(), list.end());
  return out;
}
std::vector<Thing> parent_of(const Fact& fact) {
  return fact.parent ? std::vector<Thing>{*fact.parent} : std::vector<Thing>();
}
std::vector<Thing> lots_of(const std::vector<Amount>& amounts) {
  std::vector<Thing> out;
  for (const auto& amount : amounts) out.push_back(amount.lot);
  return out;
}

std::vector<Amount> amounts_of(const Fact& fact) {
  auto out = fact.amounts;
  out.insert(out.end(), fact.input_amounts.begin(), fact.input_amounts.end());
  out.insert(out.end(), fact.output_amounts.begin(), fact.output_amounts.end());
  return out;
}
std::vector<double> all_quantities(const Fact& fact) {
  std::vector<double> out;
  for (const auto& amount : amounts_of(fact)) out.push_back(std::stod(amount.value));
  return out;
}
std::vector<double> grams(const Fact& fact) {
  std::vector<double> out;
  for (const auto& amount : amounts_of(fact)) {
    if (amount.unit == "GRM") out.push_back(std::stod(amount.value));
    if (amount.unit == "KGM") out.push_back(std::stod(amount.value) * 1000);
  }
  return out;
}

std::function<std::vector<double>(const Fact&)> readings(double more) {
  return [more](const Fact& fact) {
    std::vector<double> out;
    for (const auto& reading : fact.readings) out.push_back(reading.value_x10 / 10.0 + more);
    return out;
  };
}
std::function<std::vector<double>(const Fact&)> constant(double value) {
  return [value](const Fact& fact) { return std::vector<double>(fact.readings.size(), value); };
}
std::function<std::vector<double>(const Fact&)> number_of(int Fact::*member) {
  return [member](const Fact& fact) {
    return fact.*member < 0 ? std::vector<double>() : std::vector<double>{static_cast<double>(fact.*member)};
  };
}

template <class F>
std::function<bool(const Fact&)> any_reading(F fits) {
  return [fits](const Fact& fact) { return std::any_of(fact.readings.begin(), fact.readings.end(), fits); };
}

const std::vector<std::string> kComparisons{"EQ_", "GT_", "GE_", "LT_", "LE_"};

}  // namespace

void Facts::add_times(Makers& out) {
  const auto add = [&](auto make) { out.emplace_back(std::move(make)); };
  for (const bool from : {true, false}) {
    const std::string by = from ? "GE_" : "LT_";
    add([=, this] {
      return of_time(by + "eventTime", from, some_time(), [](const Fact& f) { return std::optional(f.happened); });
    });
    add([=, this] {
      return of_time(by + "recordTime", from, recorded_from + std::chrono::hours(below(5)),
                     [](const Fact& f) { return std::optional(f.recorded); });
    });
    for (const auto* name : {"errorDeclarationTime", "errorDeclaration_Time"})
      add([=, this] { return of_time(by + name, from, some_time(), [](const Fact& f) { return f.declared; }); });
    for (const auto* name : {"time", "startTime", "endTime"})
      add([=, this] { return of_time(by + name, from, some_time(), [](const Fact& f) { return f.measured_from; }); });
  }
}

void Facts::add_words(Makers& out) {
  const auto add = [&](auto make) { out.emplace_back(std::move(make)); };
  add([this] {
    const auto type = std::vector<std::string>{"ObjectEvent", "TransformationEvent", "AggregationEvent"}[below(3)];
    return of_list("eventType", {type}, [=](const Fact& fact) { return fact.type == type; });
  });
  add([this] {
    const auto action = std::vector<std::string>{"ADD", "OBSERVE", "DELETE"}[below(3)];
    return of_list("EQ_action", {action, "ADD"},
                   [=](const Fact& f) { return f.action == action || f.action == "ADD"; });
  });
  add([this] { return of_words("EQ_bizStep", kSteps, true, [](const Fact& f) { return f.step; }); });
  add([this] { return of_words("EQ_disposition", kStates, false, [](const Fact& f) { return f.disposition; }); });
  add([this] { return of_words("EQ_persistentDisposition_set", kStates, false, [](const Fact& f) { return f.set; }); });
  add([this] {
    return of_words("EQ_persistentDisposition_unset", kStates, false, [](const Fact& f) { return f.unset; });
  });
  add([this] {
    const auto reason = chance(0.5) ? std::string("did_not_occur") : std::string("incorrect_data");
    return of_list("EQ_errorReason", {reason}, [=](const Fact& fact) { return fact.reason == reason; });
  });
  add([this] {
    const auto number = static_cast<int>(below(60));
    return of_list("EQ_eventID", {"urn:sample:event:" + std::to_string(number), "urn:sample:event:1"},
                   [=](const Fact& fact) { return fact.number == number || fact.number == 1; });
  });
}

void Facts::add_places(Makers& out) {
  const auto add = [&](auto make) { out.emplace_back(std::move(make)); };
  const auto is = [this](const std::string& name, const std::string& kind, std::size_t count, int Fact::*member) {
    return [=, this] {
      const auto number = static_cast<int>(below(count));
      return of_list(name, {"urn:sample:" + kind + ":" + std::to_string(number)},
                     [=](const Fact& fact) { return fact.*member == number; });
    };
  };
  for (const bool below_too : {false, true}) {
    add([=, this] {
      const auto number = static_cast<int>(below(3)), extension = chance(0.4) ? static_cast<int>(below(3)) + 1 : -1;
      return of_list(below_too ? "WD_readPoint" : "EQ_readPoint", {place(number, extension)}, [=](const Fact& fact) {
        return fact.read_point == number && (fact.extension == extension || (below_too && extension < 0));
      });
    });
    add([=, this] {
      const auto number = static_cast<int>(below(3));
      return of_list(below_too ? "WD_bizLocation" : "EQ_bizLocation", {place(number, -1)},
                     [=](const Fact& fact) { return fact.location == number; });
    });
  }
  add([this] { return of_parties("bizTransaction", true, [](const Fact& f) { return f.transactions; }); });
  add([this] { return of_parties("source", false, [](const Fact& f) { return f.sources; }); });
  add([this] { return of_parties("destination", false, [](const Fact& f) { return f.destinations; }); });
  add(is("EQ_transformationID", "transformation", 4, &Fact::transformation));
  add(is("EQ_correctiveEventID", "event", 4, &Fact::corrective));
}

void Facts::add_things(Makers& out) {
  const std::vector<std::tuple<const char*, bool, Read>> matches{
      {"MATCH_epc", false, [](const Fact& f) { return f.epcs; }},
      {"MATCH_parentID", false, parent_of},
      {"MATCH_inputEPC", false, [](const Fact& f) { return f.inputs; }},
      {"MATCH_outputEPC", false, [](const Fact& f) { return f.outputs; }},
      {"MATCH_anyEPC", false,
       [](const Fact& f) {
         return together({f.epcs, parent_of(f), f.inputs, f.outputs});
       }},
      {"MATCH_epcClass", true, [](const Fact& f) { return lots_of(f.amounts); }},
      {"MATCH_inputEPCClass", true, [](const Fact& f) { return lots_of(f.input_amounts); }},
      {"MATCH_outputEPCClass", true, [](const Fact& f) { return lots_of(f.output_amounts); }},
      {"MATCH_anyEPCClass", true, [](const Fact& f) { return lots_of(amounts_of(f)); }}};
  for (const auto& [name, lots, read] : matches)
    out.emplace_back([this, name = name, lots = lots, read = read] { return of_things(name, lots, read); });
}

void Facts::add_numbers(Makers& out) {
  const auto add = [&](auto make) { out.emplace_back(std::move(make)); };
  for (const auto& by : kComparisons) {
    add([=, this] { return of_number(by + "quantity", {"2", "12", "1.50"}, all_quantities); });
    add([=, this] { return of_number(by + "quantity_GRM", {"1500", "2000", "1999.5"}, grams); });
    add([=, this] { return of_number(by + "value_CEL", {"0", "1.5", "-1", "0.70"}, readings(0)); });
    add([=, this] { return of_number(by + "farm:grade", {"7", "12.0", "20"}, number_of(&Fact::grade)); });
    add([=, this] { return of_number(by + "INNER_farm:size", {"3", "5"}, number_of(&Fact::inner)); });
    add([=, this] { return of_number(by + "INNER_ILMD_farm:plot", {"4", "15"}, number_of(&Fact::plot)); });
    if (by == "EQ_") continue;
    add([=, this] { return of_number(by + "minValue_CEL", {"0", "0.5"}, readings(-1)); });
    add([=, this] { return of_number(by + "maxValue_CEL", {"1", "2.5"}, readings(1)); });
    add([=, this] { return of_number(by + "meanValue_CEL", {"0", "1.5"}, readings(0)); });
    add([=, this] { return of_number(by + "percValue_CEL", {"0", "1.5"}, readings(0)); });
    add([=, this] { return of_number(by + "sDev_CEL", {"0.5", "0.4"}, constant(0.5)); });
    add([=, this] { return of_number(by + "percRank", {"50", "49"}, constant(50)); });
  }
}

void Facts::add_presences(Makers& out) {
  const auto add = [&](auto make) { out.emplace_back(std::move(make)); };
  for (const bool wanted : {true, false}) {
    add([=] {
      return Clause{"EXISTS_errorDeclaration", wanted ? "true" : "false", json::Value(wanted),
                    [=](const Fact& fact) { return !wanted || fact.declared.has_value(); }};
    });
  }
  const auto exists = [](const std::string& name, std::function<bool(const Fact&)> wants) {
    return [=] { return Clause{name, "", json::Value(nullptr), wants}; };
  };
  add(exists("EXISTS_sensorElementList", [](const Fact& f) { return !f.readings.empty(); }));
  add(exists("EXISTS_farm:color", [](const Fact& f) { return f.color >= 0; }));
  add(exists("EXISTS_INNER_farm:size", [](const Fact& f) { return f.inner >= 0; }));
  add(exists("EXISTS_ILMD_farm:variety", [](const Fact& f) { return f.variety >= 0; }));
  add(exists("EXISTS_INNER_ILMD_farm:plot", [](const Fact& f) { return f.plot >= 0; }));
  add(exists("EXISTS_ERROR_DECLARATION_farm:blame", [](const Fact& f) { return f.declared.has_value(); }));
  add(exists("EXISTS_SENSORELEMENT_farm:rack", [](const Fact& f) { return !f.readings.empty(); }));
  add(exists("EXISTS_SENSORMETADATA_farm:shelf", [](const Fact& f) { return f.measured_from.has_value(); }));
  add(exists("EXISTS_SENSORREPORT_farm:probe", [](const Fact& f) { return !f.readings.empty(); }));
}

void Facts::add_extensions(Makers& out) {
  const auto add = [&](auto make) { out.emplace_back(std::move(make)); };
  add([this] {
    const auto number = static_cast<int>(below(3));
    return of_list("EQ_ERROR_DECLARATION_farm:blame", {"person " + std::to_string(number)},
                   [=](const Fact& fact) { return fact.blame == number; });
  });
  add([this] {
    const auto number = static_cast<int>(below(4));
    return of_list("EQ_ILMD_https://farm.example/ns/variety", {"urn:sample:variety:" + std::to_string(number)},
                   [=](const Fact& fact) { return fact.variety == number; });
  });
  add([this] {
    static const std::vector<std::string> colors{"green", "red", "blue"};
    const auto number = below(3);
    return of_list("EQ_farm:color", {colors[number], "black"},
                   [=](const Fact& fact) { return fact.color == static_cast<int>(number); });
  });
}

void Facts::add_readings(Makers& out) {
  const auto add = [&](auto make) { out.emplace_back(std::move(make)); };
  add([this] {
    const auto type = chance(0.5) ? std::string("Temperature") : std::string("RelativeHumidity");
    return of_list("EQ_type", {type}, any_reading([=](const Reading& reading) { return reading.type == type; }));
  });
  const auto reading = [this](const std::string& name, const std::string& before, int Reading::*member) {
    return [=, this] {
      const auto number = static_cast<int>(below(3));
      return of_list(name, {before + std::to_string(number)},
                     any_reading([=](const Reading& r) { return r.*member == number; }));
    };
  };
  add(reading("EQ_deviceID", "urn:sample:device:", &Reading::device));
  add(reading("EQ_dataProcessingMethod", "urn:sample:method:", &Reading::device));
  add(reading("EQ_bizRules", "urn:sample:rules:", &Reading::device));
  add(reading("EQ_microorganism", "urn:sample:organism:", &Reading::text));
  add(reading("EQ_chemicalSubstance", "urn:sample:substance:", &Reading::text));
  add(reading("EQ_stringValue", "text ", &Reading::text));
  add(reading("EQ_hexBinaryValue", "F0", &Reading::text));
  add(reading("EQ_uriValue", "urn:sample:value:", &Reading::text));
  for (const bool wanted : {true, false}) {
    add([=] {
      return Clause{"EQ_booleanValue", wanted ? "true" : "false", json::Value(wanted),
                    any_reading([=](const Reading& r) { return r.flag == wanted; })};
    });
  }
}

Facts::Makers Facts::all() {
  Makers out;
  add_times(out);
  add_words(out);
  add_places(out);
  add_things(out);
  add_numbers(out);
  add_presences(out);
  add_extensions(out);
  add_readings(out);
  return out;
}

std::size_t Facts::clauses() const { return const_cast<Facts*>(this)->all().size(); }
Facts::Clause Facts::clause(std::size_t place) { return all().at(place)(); }
Facts::Clause Facts::clause() {
  const auto every = all();
  return every[below(every.size())]();
}

}  // namespace shanhai::traceability
