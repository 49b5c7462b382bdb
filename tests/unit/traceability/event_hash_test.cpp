#include "services/traceability/epcis/event_hash.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "common/base/encoding.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::traceability::epcis {
namespace {

Node read(std::string_view text) {
  auto node = parse_node(text);
  if (node.has_error()) throw std::runtime_error("no JSON: " + std::string(text));
  return std::move(*node);
}

std::string pre_hash_of(std::string_view event) { return pre_hash(read(event), Context()); }

// An event with what all have, and more.
std::string event_with(const std::string& more) {
  return R"({"type":"ObjectEvent","eventTime":"2026-11-23T08:00:00Z","eventTimeZoneOffset":"+08:00","action":"OBSERVE")" +
         more + "}";
}
const std::string kHead = "eventType=ObjectEventeventTime=2026-11-23T08:00:00.000ZeventTimeZoneOffset=+08:00";

TEST(EventHash, OrdersFieldsAsTheStandardDoes) {
  EXPECT_EQ(
      pre_hash_of(R"({"action":"ADD","disposition":"active","bizStep":"commissioning","type":"ObjectEvent",
    "quantityList":[{"uom":"KGM","quantity":12.50,"epcClass":"https://farm.example/class/b"},{"quantity":3,"epcClass":"https://farm.example/class/a"}],
    "eventTimeZoneOffset":"+08:00","eventTime":"2026-11-23T00:00:00+08:00","readPoint":{"id":"https://farm.example/loc/513431"},
    "eventID":"urn:uuid:1b1cae07-5d1e-4cb1-9a22-eb5a3a2b3d4e","recordTime":"2026-11-23T01:00:00Z",
    "errorDeclaration":{"declarationTime":"2026-11-24T00:00:00Z"}})"),
      "eventType=ObjectEventeventTime=2026-11-22T16:00:00.000ZeventTimeZoneOffset=+08:00quantityList"
      "quantityElementepcClass=https://farm.example/class/aquantity=3"
      "quantityElementepcClass=https://farm.example/class/bquantity=12.5uom=KGM"
      "action=ADDbizStep=https://ref.gs1.org/cbv/BizStep-commissioningdisposition=https://ref.gs1.org/cbv/Disp-active"
      "readPointid=https://farm.example/loc/513431");
}

TEST(EventHash, RoundsTimesToMillisecondsHalfUp) {
  const struct {
    const char *written, *hashed;
  } cases[] = {{"2026-11-23T08:00:00Z", "2026-11-23T08:00:00.000Z"},
               {"2026-11-23T16:00:00.1415+08:00", "2026-11-23T08:00:00.142Z"},
               {"2026-11-23T08:00:00.1414Z", "2026-11-23T08:00:00.141Z"},
               {"2026-12-31T23:59:59.9995Z", "2027-01-01T00:00:00.000Z"},
               {"2026-11-23T00:00:00.5-06:00", "2026-11-23T06:00:00.500Z"}};
  for (const auto& c : cases) {
    const auto text = pre_hash_of(R"({"type":"ObjectEvent","eventTime":")" + std::string(c.written) + "\"}");
    EXPECT_EQ(text, "eventType=ObjectEventeventTime=" + std::string(c.hashed)) << c.written;
  }
}

TEST(EventHash, KeepsStringsThatLookLikeNumbers) {
  EXPECT_EQ(
      pre_hash_of(event_with(
          R"(,"@context":{"farm":"https://farm.example/ns/"},"farm:plot":"0012","farm:weight":"26.10","farm:height":26.10,
    "farm:count":1e2,"farm:small":0.000001,"farm:plus":"+5","farm:exponent":"1e3")")),
      kHead +
          "action=OBSERVE{https://farm.example/ns/}count=100{https://farm.example/ns/}exponent=1e3{https://"
          "farm.example/ns/}height=26.1"
          "{https://farm.example/ns/}plot=0012{https://farm.example/ns/}plus=+5{https://farm.example/ns/}small=0.000001"
          "{https://farm.example/ns/}weight=26.10");
}

TEST(EventHash, PutsTheTypeBeforeWhatItIsOfAndSortsLists) {
  EXPECT_EQ(pre_hash_of(event_with(R"(,"bizTransactionList":[{"type":"po","bizTransaction":"https://farm.example/bt/2"},
    {"type":"urn:epcglobal:cbv:btt:desadv","bizTransaction":"https://farm.example/bt/9"},{"bizTransaction":"https://farm.example/bt/1"}],
    "sourceList":[{"type":"owning_party","source":"https://farm.example/party/a"}],
    "destinationList":[{"type":"https://ref.gs1.org/cbv/SDT-location","destination":"https://farm.example/loc/b"}])")),
            kHead +
                "action=OBSERVEbizTransactionListbizTransaction=https://farm.example/bt/1"
                "type=https://ref.gs1.org/cbv/BTT-desadvbizTransaction=https://farm.example/bt/9"
                "type=https://ref.gs1.org/cbv/BTT-pobizTransaction=https://farm.example/bt/2"
                "destinationListtype=https://ref.gs1.org/cbv/SDT-locationdestination=https://farm.example/loc/b"
                "sourceListtype=https://ref.gs1.org/cbv/SDT-owning_partysource=https://farm.example/party/a");
}

TEST(EventHash, WritesExtensionsWhereTheirParentEnds) {
  EXPECT_EQ(
      pre_hash_of(event_with(
          R"(,"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"farm":"https://farm.example/ns/"}],
    "farm:z":{"farm:b":["2","1"],"farm:a":{"farm:deep":true}},"https://other.example/ns#full":"x","rdfs:comment":"not hashed",
    "readPoint":{"farm:gate":"north","id":"https://farm.example/loc/1"},"ilmd":{"farm:y":"1","cbvmda:lotNumber":"T1"})")),
      kHead +
          "action=OBSERVEreadPointid=https://farm.example/loc/1{https://farm.example/ns/}gate=north"
          "ilmd{https://farm.example/ns/}y=1{urn:epcglobal:cbv:mda:}lotNumber=T1"
          "{https://farm.example/ns/}z{https://farm.example/ns/}a{https://farm.example/ns/}deep=true"
          "{https://farm.example/ns/}b=1{https://farm.example/ns/}b=2{https://other.example/ns#}full=x");
}

TEST(EventHash, KnowsTermsThatTheContextDefines) {
  EXPECT_EQ(pre_hash_of(event_with(
                R"(,"@context":{"farm":"https://farm.example/ns/","grade":{"@id":"farm:grade","@type":"xsd:string"},
    "plot":"https://farm.example/ns/plot"},"grade":"A","plot":{"@value":"7","@type":"xsd:integer"})")),
            kHead + "action=OBSERVE{https://farm.example/ns/}grade=A{https://farm.example/ns/}plot=7");
}

TEST(EventHash, WritesSensorsInTheirOwnOrder) {
  EXPECT_EQ(
      pre_hash_of(event_with(R"(,"sensorElementList":[{"sensorReport":[{"value":4.0,"uom":"CEL","type":"Temperature"},
    {"type":"gs1:RelativeHumidity","time":"2026-11-23T08:00:01Z","component":"x","exception":"ALARM_CONDITION","booleanValue":false}],
    "sensorMetadata":{"deviceID":"urn:epc:id:giai:4000001.111","startTime":"2026-11-23T07:00:00Z"}}])")),
      kHead +
          "action=OBSERVEsensorElementListsensorElementsensorMetadatastartTime=2026-11-23T07:00:00.000Z"
          "deviceID=https://id.gs1.org/8004/4000001111"
          "sensorReporttype=https://gs1.org/voc/RelativeHumidityexception=https://gs1.org/voc/ALARM_CONDITION"
          "time=2026-11-23T08:00:01.000Zcomponent=https://ref.gs1.org/cbv/Comp-xbooleanValue=false"
          "sensorReporttype=https://gs1.org/voc/Temperaturevalue=4uom=CEL");
}

TEST(EventHash, SpellingDoesNotMatter) {
  const auto one = pre_hash_of(
      event_with(R"(,"epcList":["urn:epc:id:sgtin:4012345.011111.9876"],"bizStep":"urn:epcglobal:cbv:bizstep:packing",
    "persistentDisposition":{"set":["completeness_verified"]})"));
  const auto other =
      pre_hash_of(event_with(R"(,"persistentDisposition":{"set":["cbv:Disp-completeness_verified"]},"bizStep":"packing",
    "epcList":[" https://shop.example/01/4012345111118/22/v2/10/L1/21/9876?linkType=all "])"));
  EXPECT_EQ(one, other);
}

// Shuffled members and lists, a changed value: the hash stays, the hash changes.
class Shuffle {
 public:
  Node operator()(Node node) {
    std::shuffle(node.members.begin(), node.members.end(), engine_);
    for (auto& [name, value] : node.members) {
      if (name == "@context") continue;
      value = (*this)(std::move(value));
    }
    std::shuffle(node.elements.begin(), node.elements.end(), engine_);
    for (auto& element : node.elements) element = (*this)(std::move(element));
    return node;
  }
  std::mt19937_64 engine_{fixture::seed()};
};

// Every scalar of a document, by path; visits with a chance to change it.
void visit(Node& node, const std::string& path, const std::function<void(const std::string&, Node&)>& call) {
  for (auto& [name, value] : node.members) visit(value, path + "/" + name, call);
  for (std::size_t i = 0; i < node.elements.size(); ++i) visit(node.elements[i], path + "/" + std::to_string(i), call);
  if (node.is(Node::Kind::string) || node.is(Node::Kind::number)) call(path, node);
}

TEST(EventHash, OrderDoesNotMatterAndEveryValueDoes) {
  const auto event =
      read(event_with(R"(,"@context":{"farm":"https://farm.example/ns/"},"farm:z":{"farm:b":["2","1"],"farm:a":"q"},
    "quantityList":[{"epcClass":"https://farm.example/class/b","quantity":12.5,"uom":"KGM"},{"epcClass":"https://farm.example/class/a","quantity":3}],
    "bizStep":"packing","disposition":"active","readPoint":{"id":"https://farm.example/loc/1","farm:gate":"north"},
    "sourceList":[{"type":"owning_party","source":"https://farm.example/party/a"},{"type":"possessing_party","source":"https://farm.example/party/b"}],
    "ilmd":{"farm:y":"1","cbvmda:lotNumber":"T1"})"));
  const auto hash = event_hash(event, Context());
  Shuffle shuffle;
  for (int round = 0; round < 200; ++round) ASSERT_EQ(event_hash(shuffle(event), Context()), hash);
  std::vector<std::string> paths;
  auto copy = event;
  visit(copy, "", [&](const std::string& path, Node&) {
    if (!path.starts_with("/@context")) paths.push_back(path);
  });
  ASSERT_GT(paths.size(), 15u);
  for (const auto& changed : paths) {
    auto other = event;
    visit(other, "", [&](const std::string& path, Node& value) {
      if (path == changed)
        value.text = value.is(Node::Kind::number) ? "9" + value.text
                     : path == "/eventTime"       ? "2026-11-23T08:00:01Z"
                                                  : value.text + "x";
    });
    EXPECT_NE(event_hash(other, Context()), hash) << changed;
  }
}

TEST(EventHash, IsNamedAsRfc6920Does) {
  EXPECT_EQ(hash_id(sha256("")),
            "ni:///sha-256;e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855?ver=CBV2.0");
}

// GS1's published vectors, where the machine has them: next to the project, in shared/epcis.
std::filesystem::path specifications() {
  return std::filesystem::path(__FILE__).parent_path().parent_path().parent_path().parent_path().parent_path() /
         "shared" / "epcis";
}

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

TEST(EventHash, AgreesWithThePublishedVectors) {
  const auto folder = specifications() / "event-hash";
  if (!std::filesystem::exists(folder))
    GTEST_SKIP() << "NO VECTORS AT " << folder << ": the event hash id is not checked against GS1's";
  std::size_t compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".jsonld") continue;
    SCOPED_TRACE(entry.path().filename().string());
    const auto document = read(contents(entry.path()));
    Context context;
    context.add(*document.find("@context"));
    const auto& events = document.find("epcisBody")->find("eventList")->elements;
    const auto stem = folder / entry.path().stem();
    const auto pre_hashes = lines_of(stem.string() + ".prehashes");
    const auto hashes = lines_of(stem.string() + ".hashes");
    ASSERT_EQ(hashes.size(), events.size());
    ASSERT_EQ(pre_hashes.size(), events.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
      EXPECT_EQ(pre_hash(events[i], context), pre_hashes[i]) << i;
      EXPECT_EQ(hash_id(event_hash(events[i], context)), hashes[i]) << i;
      ++compared;
    }
  }
  EXPECT_GE(compared, 15u);
}

}  // namespace
}  // namespace shanhai::traceability::epcis
