#include "tests/load/epcis_documents.hpp"

#include <fmt/format.h>

namespace shanhai::load {
namespace {

// One event's place among all.
struct Place {
  std::uint64_t seed, number, index;
  std::uint64_t serial() const { return (number * kEventsOfADocument + index) * 1'000; }
  std::string time() const {
    return fmt::format("2026-11-{:02}T{:02}:{:02}:{:02}.{:03}Z", 1 + number % 20, number / 20 % 24, index / 2 % 60,
                       number / 480 % 60, seed % 1'000);
  }
};

std::string item(const Place& place, std::uint64_t n) {
  return fmt::format(R"("https://id.gs1.org/01/06901234567892/21/{}-{}")", place.seed, place.serial() + n);
}

std::string items(const Place& place, std::uint64_t count) {
  std::string out;
  for (std::uint64_t n = 0; n < count; ++n) out += (n ? "," : "") + item(place, n);
  return out;
}

std::string lot(const Place& place, const char* stage) {
  return fmt::format(R"("https://id.gs1.org/01/06901234567892/10/{}{}-{}")", stage, place.seed, place.serial());
}

std::string common(const Place& place, const char* type, const char* step) {
  return fmt::format(R"({{"type":"{}","eventTime":"{}","eventTimeZoneOffset":"+08:00","bizStep":"{}",)"
                     R"("readPoint":{{"id":"https://id.gs1.org/414/6901234500004/254/line-{}"}},)"
                     R"("bizLocation":{{"id":"https://id.gs1.org/414/6901234500004"}},)",
                     type, place.time(), step, place.index % 4);
}

std::string object_event(const Place& place) {
  const bool made = place.index % 2 == 0;
  auto out = common(place, "ObjectEvent", made ? "commissioning" : "inspecting");
  out +=
      fmt::format(R"("action":"{}","disposition":"active","epcList":[{}])", made ? "ADD" : "OBSERVE", items(place, 4));
  if (made) {
    out += fmt::format(R"(,"ilmd":{{"cbvmda:lotNumber":"L{}","farm:variety":"黑苦荞","farm:moisture":6.{}}})",
                       place.number, place.index);
  }
  if (place.index % 5 == 1) {
    out += fmt::format(
        R"(,"sensorElementList":[{{"sensorMetadata":{{"time":"{}","deviceID":"urn:epc:id:giai:6901234.5{}"}},)"
        R"("sensorReport":[{{"type":"Temperature","value":{}.5,"uom":"CEL"}},)"
        R"({{"type":"RelativeHumidity","value":{},"uom":"P1"}}]}}])",
        place.time(), place.index, place.index % 20, 40 + place.index % 30);
  }
  return out + "}";
}

std::string aggregation_event(const Place& place) {
  return common(place, "AggregationEvent", "packing") +
         fmt::format(R"("action":"ADD","parentID":"urn:epc:id:sscc:6901234.{:010}","childEPCs":[{}]}})",
                     place.serial() % 10'000'000'000, items(place, 10));
}

std::string transformation_event(const Place& place) {
  return common(place, "TransformationEvent", "creating_class_instance") +
         fmt::format(R"("inputQuantityList":[{{"epcClass":{},"quantity":{},"uom":"KGM"}}],)"
                     R"("outputQuantityList":[{{"epcClass":{},"quantity":{},"uom":"KGM"}}]}})",
                     lot(place, "R"), 1000 + place.index, lot(place, "P"), 800 + place.index);
}

std::string shipment(const Place& place) {
  return common(place, "ObjectEvent", "shipping") +
         fmt::format(
             R"("action":"OBSERVE","disposition":"in_transit","epcList":["urn:epc:id:sscc:6901234.{:010}"],)"
             R"("bizTransactionList":[{{"type":"desadv","bizTransaction":"https://farm.example/papers/{}-{}"}}],)"
             R"("destinationList":[{{"type":"owning_party","destination":"https://id.gs1.org/417/6901234500004"}}]}})",
             place.serial() % 10'000'000'000, place.seed, place.serial());
}

std::string event(const Place& place) {
  const auto kind = place.index % 10;
  if (kind < 6) return object_event(place);
  if (kind < 8) return aggregation_event(place);
  return kind == 8 ? transformation_event(place) : shipment(place);
}

}  // namespace

std::string make_document(std::uint64_t seed, std::uint64_t number) {
  std::string events;
  for (std::uint64_t i = 0; i < kEventsOfADocument; ++i) {
    if (i > 0) events += ',';
    events += event({seed, number, i});
  }
  return R"({"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",)"
         R"({"farm":"https://farm.example/ns/"}],"type":"EPCISDocument","schemaVersion":"2.0",)"
         R"("creationDate":"2026-11-23T00:00:00Z","epcisBody":{"eventList":[)" +
         events + "]}}";
}

}  // namespace shanhai::load
