#include "tests/integration/traceability/query_facts.hpp"

#include <algorithm>

namespace shanhai::traceability {
namespace {

const std::vector<std::string> kSteps{"packing", "shipping", "receiving", "commissioning"};
const std::vector<std::string> kStates{"active", "in_transit", "damaged", "recalled"};
const std::vector<std::string> kMeasures{"Temperature", "RelativeHumidity"};
const std::vector<std::string> kColors{"green", "red", "blue"};

// GTINs and GLNs of company 4012345, with their check digits worked out apart.
const std::vector<std::string> kGtins{"04012345011111", "04012345022223", "14012345033332", "04012345044447"};
const std::vector<std::string> kItemReferences{"001111", "002222", "103333", "004444"};
const std::vector<std::string> kGlns{"4012345000016", "4012345000023", "4012345000030"};
const std::vector<std::string> kLocations{"00001", "00002", "00003"};

const Instant kFirst = parse_rfc3339("2026-03-01T00:00:00Z").value();

std::string iri(const std::string& kind, int number) { return "urn:sample:" + kind + ":" + std::to_string(number); }

template <class T>
bool holds(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

json::Array array_of(const std::vector<std::string>& texts) { return json::Array(texts.begin(), texts.end()); }

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : "|") + text;
  return out;
}

}  // namespace

Instant Facts::some_time() {
  return kFirst + std::chrono::hours(below(40)) + std::chrono::milliseconds(below(2) * 250);
}

std::vector<Amount> Facts::some_amounts() {
  static const std::vector<std::pair<std::string, std::string>> sizes{{"1.5", "KGM"}, {"1500", "GRM"}, {"12", ""},
                                                                      {"2", "KGM"},   {"30", "LTR"},   {"2.50", "KGM"}};
  std::vector<Amount> out;
  for (auto left = below(3); left > 0; --left) {
    const auto& [value, unit] = sizes[below(sizes.size())];
    out.push_back({some_thing(), value, unit});
  }
  return out;
}

Fact Facts::make(int number) {
  static const std::vector<std::string> types{"ObjectEvent", "AggregationEvent", "TransactionEvent",
                                              "TransformationEvent", "AssociationEvent"};
  Fact out;
  out.number = number;
  out.type = types[below(types.size())];
  out.happened = some_time();
  if (out.type != "TransformationEvent") out.action = std::vector<std::string>{"ADD", "OBSERVE", "DELETE"}[below(3)];
  if (chance(0.8)) out.step = kSteps[below(kSteps.size())];
  if (chance(0.6)) out.disposition = kStates[below(kStates.size())];
  if (chance(0.6)) out.read_point = static_cast<int>(below(kGlns.size()));
  if (out.read_point >= 0 && chance(0.4)) out.extension = static_cast<int>(below(3)) + 1;
  if (chance(0.4)) out.location = static_cast<int>(below(kGlns.size()));
  out.transactions = some_parties({"po", "inv", ""});
  if (out.type == "TransactionEvent" && out.transactions.empty()) out.transactions.push_back({"po", 1});
  out.sources = some_parties({"owning_party", "location"});
  out.destinations = some_parties({"possessing_party", "location"});
  choose_objects(out);
  if (chance(0.3)) {
    out.declared = some_time();
    out.reason = chance(0.5) ? "did_not_occur" : "incorrect_data";
    out.corrective = static_cast<int>(below(4));
    out.blame = static_cast<int>(below(3));
  }
  for (auto left = below(3); left > 0; --left) {
    out.readings.push_back({kMeasures[below(2)], static_cast<int>(below(60)) - 20, static_cast<int>(below(3)),
                            static_cast<int>(below(3)), chance(0.5)});
  }
  if (!out.readings.empty() && chance(0.7)) out.measured_from = some_time();
  if (chance(0.6)) out.grade = static_cast<int>(below(30));
  if (chance(0.6)) out.color = static_cast<int>(below(3));
  if (chance(0.5)) out.inner = static_cast<int>(below(10));
  return out;
}

std::vector<Party> Facts::some_parties(const std::vector<std::string>& kinds) {
  std::vector<Party> all;
  for (auto left = below(3); left > 0; --left) all.push_back({kinds[below(kinds.size())], static_cast<int>(below(4))});
  return all;
}

std::vector<Thing> Facts::some_things() {
  std::vector<Thing> all;
  for (auto left = below(3); left > 0; --left) {
    const auto thing = some_thing();
    if (!holds(all, thing)) all.push_back(thing);
  }
  return all;
}

void Facts::choose_objects(Fact& out) {
  const bool transforms = out.type == "TransformationEvent";
  if (transforms) {
    out.inputs = some_things();
    out.outputs = some_things();
    out.input_amounts = some_amounts();
    out.output_amounts = some_amounts();
    if (out.inputs.empty()) out.inputs.push_back(some_thing());
    if (out.outputs.empty()) out.outputs.push_back(some_thing());
    if (chance(0.5)) out.transformation = static_cast<int>(below(4));
  } else {
    out.epcs = some_things();
    out.amounts = some_amounts();
    if (out.epcs.empty() && out.amounts.empty()) out.epcs.push_back(some_thing());
    if (out.type != "ObjectEvent" && (out.type == "AssociationEvent" || chance(0.7))) out.parent = some_thing();
  }
  if ((transforms || out.type == "ObjectEvent") && chance(0.6)) {
    out.set = kStates[below(kStates.size())];
    out.unset = kStates[below(kStates.size())];
  }
  // Only what comes into being has master data.
  if ((transforms || (out.type == "ObjectEvent" && out.action == "ADD")) && chance(0.8)) {
    out.variety = chance(0.7) ? static_cast<int>(below(4)) : -1;
    out.plot = chance(0.5) ? static_cast<int>(below(20)) : -1;
  }
}

std::string Facts::item(const Thing& thing) {
  const auto product = static_cast<std::size_t>(thing.product);
  const auto serial = "S" + std::to_string(thing.number);
  switch (below(3)) {
    case 0:
      return "urn:epc:id:sgtin:4012345." + kItemReferences[product] + "." + serial;
    case 1:
      return "https://id.gs1.org/01/" + kGtins[product] + "/21/" + serial;
    default:
      return "https://shop.example/products/01/" + kGtins[product] + "/10/X/21/" + serial + "?17=270101";
  }
}

std::string Facts::lot(const Thing& thing) {
  const auto product = static_cast<std::size_t>(thing.product);
  const auto number = "L" + std::to_string(thing.number);
  return chance(0.5) ? "urn:epc:class:lgtin:4012345." + kItemReferences[product] + "." + number
                     : "https://dl.example/01/" + kGtins[product] + "/10/" + number;
}

std::string Facts::place(int number, int extension) {
  const auto at = static_cast<std::size_t>(number);
  const auto more = std::to_string(extension);
  if (chance(0.5)) return "urn:epc:id:sgln:4012345." + kLocations[at] + "." + (extension < 0 ? "0" : more);
  return "https://id.gs1.org/414/" + kGlns[at] + (extension < 0 ? "" : "/254/" + more);
}

std::string Facts::word(const std::string& bare, const std::string& web, const std::string& urn) {
  switch (below(3)) {
    case 0:
      return bare;
    case 1:
      return web + bare;
    default:
      return urn + bare;
  }
}
std::string Facts::step(const std::string& bare) {
  return word(bare, "https://ref.gs1.org/cbv/BizStep-", "urn:epcglobal:cbv:bizstep:");
}
std::string Facts::state(const std::string& bare) {
  return word(bare, "https://ref.gs1.org/cbv/Disp-", "urn:epcglobal:cbv:disp:");
}

json::Array Facts::quantities(const std::vector<Amount>& amounts) {
  json::Array out;
  for (const auto& amount : amounts) {
    json::Object one{{"epcClass", lot(amount.lot)}, {"quantity", json::parse_value(amount.value).value()}};
    if (!amount.unit.empty()) one["uom"] = amount.unit;
    out.push_back(std::move(one));
  }
  return out;
}

json::Object Facts::tell(const Fact& fact) {
  json::Object out{{"type", fact.type},
                   {"eventID", iri("event", fact.number)},
                   {"eventTime", to_rfc3339(fact.happened)},
                   {"eventTimeZoneOffset", "+08:00"}};
  if (!fact.action.empty()) out["action"] = fact.action;
  if (!fact.step.empty()) out["bizStep"] = step(fact.step);
  if (!fact.disposition.empty()) out["disposition"] = state(fact.disposition);
  if (fact.read_point >= 0) out["readPoint"] = json::Object{{"id", place(fact.read_point, fact.extension)}};
  if (fact.location >= 0) out["bizLocation"] = json::Object{{"id", place(fact.location, -1)}};
  tell_parties(out, "bizTransactionList", "bizTransaction", fact.transactions);
  tell_parties(out, "sourceList", "source", fact.sources);
  tell_parties(out, "destinationList", "destination", fact.destinations);
  tell_objects(out, fact);
  if (fact.declared) {
    out["errorDeclaration"] = json::Object{{"declarationTime", to_rfc3339(*fact.declared)},
                                           {"reason", fact.reason},
                                           {"correctiveEventIDs", json::Array{iri("event", fact.corrective)}},
                                           {"farm:blame", "person " + std::to_string(fact.blame)}};
  }
  if (!fact.readings.empty()) out["sensorElementList"] = json::Array{sensor_element(fact)};
  if (fact.grade >= 0) out["farm:grade"] = fact.grade;
  if (fact.color >= 0) out["farm:color"] = kColors[static_cast<std::size_t>(fact.color)];
  if (fact.inner >= 0)
    out["farm:box"] = json::Object{{"farm:lid", json::Array{json::Object{{"farm:size", fact.inner}}}}};
  return out;
}

void Facts::tell_parties(json::Object& out, const std::string& list, const std::string& member,
                         const std::vector<Party>& all) {
  json::Array told;
  for (const auto& [type, number] : all) {
    json::Object one{{member, iri(member, number)}};
    if (!type.empty()) one["type"] = type;
    told.push_back(std::move(one));
  }
  if (!told.empty()) out[list] = std::move(told);
}

void Facts::tell_objects(json::Object& out, const Fact& fact) {
  const auto things = [&](const std::string& list, const std::vector<Thing>& all) {
    json::Array told;
    for (const auto& thing : all) told.emplace_back(item(thing));
    if (!told.empty()) out[list] = std::move(told);
  };
  const bool has_children = fact.type == "AggregationEvent" || fact.type == "AssociationEvent";
  things(has_children ? "childEPCs" : "epcList", fact.epcs);
  things("inputEPCList", fact.inputs);
  things("outputEPCList", fact.outputs);
  if (fact.parent) out["parentID"] = item(*fact.parent);
  if (!fact.amounts.empty()) out[has_children ? "childQuantityList" : "quantityList"] = quantities(fact.amounts);
  if (!fact.input_amounts.empty()) out["inputQuantityList"] = quantities(fact.input_amounts);
  if (!fact.output_amounts.empty()) out["outputQuantityList"] = quantities(fact.output_amounts);
  if (fact.transformation >= 0) out["transformationID"] = iri("transformation", fact.transformation);
  if (!fact.set.empty()) {
    out["persistentDisposition"] =
        json::Object{{"set", json::Array{state(fact.set)}}, {"unset", json::Array{state(fact.unset)}}};
  }
  if (fact.variety < 0 && fact.plot < 0) return;
  json::Object ilmd;
  if (fact.variety >= 0) ilmd["farm:variety"] = iri("variety", fact.variety);
  if (fact.plot >= 0) ilmd["farm:field"] = json::Object{{"farm:plot", fact.plot}};
  out["ilmd"] = std::move(ilmd);
}

json::Object Facts::sensor_element(const Fact& fact) {
  json::Array reports;
  for (const auto& reading : fact.readings) {
    const auto value = reading.value_x10 / 10.0;
    reports.push_back(json::Object{{"type", reading.type},
                                   {"value", value},
                                   {"minValue", value - 1},
                                   {"maxValue", value + 1},
                                   {"meanValue", value},
                                   {"sDev", 0.5},
                                   {"percRank", 50},
                                   {"percValue", value},
                                   {"uom", "CEL"},
                                   {"deviceID", iri("device", reading.device)},
                                   {"dataProcessingMethod", iri("method", reading.device)},
                                   {"bizRules", iri("rules", reading.device)},
                                   {"microorganism", iri("organism", reading.text)},
                                   {"chemicalSubstance", iri("substance", reading.text)},
                                   {"stringValue", "text " + std::to_string(reading.text)},
                                   {"hexBinaryValue", "F0" + std::to_string(reading.text)},
                                   {"uriValue", iri("value", reading.text)},
                                   {"booleanValue", reading.flag},
                                   {"farm:probe", reading.device}});
  }
  json::Object out{{"sensorReport", std::move(reports)}, {"farm:rack", iri("rack", fact.readings[0].device)}};
  if (fact.measured_from) {
    const auto from = to_rfc3339(*fact.measured_from);
    out["sensorMetadata"] =
        json::Object{{"time", from}, {"startTime", from}, {"endTime", from}, {"farm:shelf", fact.readings[0].device}};
  }
  return out;
}

Facts::Clause Facts::of_list(const std::string& name, std::vector<std::string> values,
                             std::function<bool(const Fact&)> wants) {
  return {name, joined(values), array_of(values), std::move(wants)};
}

Facts::Clause Facts::of_time(const std::string& name, bool from, Instant limit,
                             std::function<std::optional<Instant>(const Fact&)> read) {
  const auto text = chance(0.5) ? to_rfc3339(limit) : to_rfc3339(limit + std::chrono::hours(8));
  const auto spelt = text == to_rfc3339(limit) ? text : text.substr(0, text.size() - 1) + "+08:00";
  return {name, spelt, json::Value(spelt), [=](const Fact& fact) {
            const auto time = read(fact);
            return time && (from ? *time >= limit : *time < limit);
          }};
}

Facts::Clause Facts::of_words(const std::string& name, const std::vector<std::string>& all, bool steps,
                              std::function<std::string(const Fact&)> read) {
  std::vector<std::string> wanted{all[below(all.size())]};
  if (chance(0.4)) wanted.push_back(all[below(all.size())]);
  std::vector<std::string> spelt;
  for (const auto& bare : wanted) spelt.push_back(steps ? step(bare) : state(bare));
  return of_list(name, spelt, [=](const Fact& fact) { return holds(wanted, read(fact)); });
}

// Exact keys, or a pattern that leaves the end open.
Facts::Clause Facts::of_things(const std::string& name, bool lots,
                               std::function<std::vector<Thing>(const Fact&)> read) {
  const auto wanted = some_thing();
  const auto product = static_cast<std::size_t>(wanted.product);
  const auto any = [=](auto fits) {
    return [=](const Fact& fact) {
      const auto things = read(fact);
      return std::any_of(things.begin(), things.end(), fits);
    };
  };
  switch (below(5)) {
    case 0:
      return of_list(
          name,
          {(lots ? "urn:epc:idpat:lgtin:4012345." : "urn:epc:idpat:sgtin:4012345.") + kItemReferences[product] + ".*"},
          any([=](const Thing& thing) { return thing.product == wanted.product; }));
    case 1:
      return of_list(name, {lots ? "urn:epc:idpat:lgtin:4012345.*.*" : "urn:epc:idpat:sgtin:4012345.*.*"},
                     any([](const Thing&) { return true; }));
    case 2:
      return of_list(name, {lots ? "urn:epc:idpat:lgtin:4012346.*.*" : "urn:epc:idpat:sgtin:4012346.*.*"},
                     any([](const Thing&) { return false; }));
    case 3: {
      const auto other = some_thing();
      return of_list(name, {lots ? lot(wanted) : item(wanted), lots ? lot(other) : item(other)},
                     any([=](const Thing& thing) { return thing == wanted || thing == other; }));
    }
    default:
      return of_list(name, {lots ? lot(wanted) : item(wanted)},
                     any([=](const Thing& thing) { return thing == wanted; }));
  }
}

Facts::Clause Facts::of_parties(const std::string& member, bool transactions,
                                std::function<std::vector<Party>(const Fact&)> read) {
  const auto type = transactions ? (chance(0.5) ? "po" : "inv") : chance(0.5) ? "location" : "owning_party";
  const auto number = static_cast<int>(below(4));
  return of_list("EQ_" + member + "_" + type, {iri(member, number)}, [=](const Fact& fact) {
    const auto all = read(fact);
    return std::any_of(all.begin(), all.end(), [&](const Party& p) { return p.type == type && p.number == number; });
  });
}

// `name` begins with what it compares by.
Facts::Clause Facts::of_number(const std::string& name, std::vector<std::string> candidates,
                               std::function<std::vector<double>(const Fact&)> read) {
  const auto text = candidates[below(candidates.size())];
  const auto limit = std::stod(text);
  const auto by = name.substr(0, 3);
  return {name, text, json::parse_value(text).value(), [=](const Fact& fact) {
            const auto all = read(fact);
            return std::any_of(all.begin(), all.end(), [&](double value) {
              return by == "EQ_"   ? value == limit
                     : by == "GT_" ? value > limit
                     : by == "GE_" ? value >= limit
                     : by == "LT_" ? value < limit
                                   : value <= limit;
            });
          }};
}

}  // namespace shanhai::traceability
