#include "services/traceability/epcis/validation.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "services/traceability/capture/draft.hpp"
#include "services/traceability/epcis/event_hash.hpp"
#include "services/traceability/epcis/lexical.hpp"
#include "services/traceability/epcis/privacy.hpp"
#include "services/traceability/epcis/vocabulary.hpp"

namespace shanhai::traceability::epcis {
namespace {

Node read(std::string_view text) {
  auto node = parse_node(text);
  if (node.has_error()) throw std::runtime_error("no JSON: " + std::string(text));
  return std::move(*node);
}

std::string told(const std::vector<FieldError>& wrong) {
  std::string out;
  for (const auto& field : wrong) out += (out.empty() ? "" : " ") + field.pointer + ":" + field.code;
  return out;
}

constexpr auto kHead = R"("eventTime":"2026-11-23T08:00:00+08:00","eventTimeZoneOffset":"+08:00",)";
std::string event(const std::string& type, const std::string& members) {
  return R"({"type":")" + type + "\"," + kHead + members + "}";
}
std::string object_event(const std::string& more) {
  return event("ObjectEvent", R"("action":"OBSERVE","epcList":["urn:epc:id:sgtin:4012345.011111.9876"])" + more);
}
// What check_event() tells of it, in the standard's context.
std::string wrong_in(const std::string& text) { return told(check_event(read(text), Context())); }

TEST(Validation, AcceptsTheFiveEventsAndOnesOwn) {
  const auto quantity = R"([{"epcClass":"https://farm.example/class/a","quantity":3.5,"uom":"KGM"}])";
  const std::string accepted[] = {
      object_event(""),
      event("ObjectEvent", R"("action":"ADD","epcList":[],"ilmd":{"cbvmda:lotNumber":"T1"})"),
      event("ObjectEvent", std::string(R"("action":"DELETE","quantityList":)") + quantity),
      event("ObjectEvent", R"("action":"OBSERVE","readPoint":{"id":"https://farm.example/loc/1"},"sensorElementList":[
        {"sensorReport":[{"type":"Temperature","value":4.0,"uom":"CEL"}]}])"),
      event("AggregationEvent",
            R"("action":"ADD","parentID":"urn:epc:id:sscc:4012345.0111111111","childEPCs":["urn:x:1"])"),
      event("AggregationEvent", R"("action":"DELETE","parentID":"urn:epc:id:sscc:4012345.0111111111")"),
      event("AssociationEvent", std::string(R"("action":"ADD","parentID":"urn:x:1","childQuantityList":)") + quantity),
      event("TransactionEvent",
            R"("action":"OBSERVE","epcList":[],"bizTransactionList":[{"bizTransaction":"urn:x:1"}])"),
      event("TransformationEvent", std::string(R"("inputEPCList":["urn:x:1"],"outputQuantityList":)") + quantity),
      event("TransformationEvent", R"("transformationID":"urn:x:7","outputEPCList":["urn:x:1"])"),
      event("https://farm.example/ns/Grading", R"("grade":"A","farm":["any","thing"])"),
      object_event(R"(,"bizStep":"packing","disposition":"urn:epcglobal:cbv:disp:active")"),
      object_event(R"(,"bizStep":"https://ref.gs1.org/cbv/BizStep-packing","disposition":"https://farm.example/d/1")"),
      object_event(R"(,"bizStep":"cbv:BizStep-packing","persistentDisposition":{"unset":["damaged"]})"),
      object_event(R"(,"certificationInfo":"https://farm.example/cert/1")"),
      object_event(R"(,"certificationInfo":["https://farm.example/cert/1"])"),
      object_event(R"(,"errorDeclaration":{"declarationTime":"2026-11-24T00:00:00Z","reason":"incorrect_data",
        "correctiveEventIDs":["urn:uuid:1b1cae07-5d1e-4cb1-9a22-eb5a3a2b3d4e"]})"),
      object_event(R"(,"@context":[{"farm":"https://farm.example/ns/"}],"farm:plot":{"farm:row":[1,2],"@type":"x"})"),
      object_event(R"(,"https://farm.example/ns/plot":"7","urn:example:plot":null)"),
      object_event(R"(,"readPoint":{"id":"https://farm.example/loc/1","gate":"north"})"),
  };
  for (const auto& text : accepted) EXPECT_EQ(wrong_in(text), "") << text;
}

TEST(Validation, NamesThePlaceOfEveryMistake) {
  const struct {
    std::string text, wrong;
  } cases[] = {
      {R"({})", "/type:required"},
      {R"([])", ":expected_object"},
      {R"({"type":"Event"})", "/type:unknown_value"},
      {R"({"type":"ObjectEvent"})", "/action:required /eventTime:required /eventTimeZoneOffset:required"},
      {object_event(R"(,"eventID":"no uri","recordTime":"yesterday")"),
       "/eventID:invalid_uri /recordTime:invalid_time"},
      {object_event(R"(,"bizStep":"packed","disposition":7)"), "/bizStep:unknown_value /disposition:expected_string"},
      {object_event(R"(,"bizStep":"urn:epcglobal:cbv:bizstep:packed")"), "/bizStep:unknown_value"},
      {object_event(R"(,"bizStep":"urn:epcglobal:cbv:disp:active")"), "/bizStep:unknown_value"},
      {object_event(R"(,"parentID":"urn:x:1")"), "/parentID:unknown_field"},
      {object_event(R"(,"grade":"A")"), "/grade:unknown_field"},
      {object_event(R"(,"farm:plot":"7")"), "/farm:plot:undeclared_prefix"},
      {object_event(R"(,"@context":{"farm":"https://farm.example/ns/"},"farm:a":{"barn:b":1})"),
       "/farm:a/barn:b:undeclared_prefix"},
      {object_event(R"(,"ilmd":{"cbvmda:lotNumber":"T1"})"), "/ilmd:not_allowed"},
      {object_event(R"(,"quantityList":[{"quantity":"3","uom":"kg","lot":1}])"),
       "/quantityList/0/epcClass:required /quantityList/0/quantity:expected_number /quantityList/0/uom:invalid_unit "
       "/quantityList/0/lot:unknown_field"},
      {object_event(R"(,"persistentDisposition":{})"), "/persistentDisposition:too_few"},
      {object_event(R"(,"persistentDisposition":{"set":["active","active"],"unset":[]})"),
       "/persistentDisposition/set/1:repeated /persistentDisposition/unset:too_few"},
      {object_event(R"(,"sensorElementList":[{"sensorReport":[]},{"sensorReport":[{"value":true}]}])"),
       "/sensorElementList/0/sensorReport:too_few /sensorElementList/1/sensorReport/0/type:required "
       "/sensorElementList/1/sensorReport/0/value:expected_number"},
      {object_event(R"(,"sourceList":[{"source":"urn:x:1"},{"type":"owner","source":"urn:x:1"}])"),
       "/sourceList/0/type:required /sourceList/1/type:unknown_value"},
      {object_event(R"(,"errorDeclaration":{"reason":"oops"})"),
       "/errorDeclaration/declarationTime:required /errorDeclaration/reason:unknown_value"},
      {event("ObjectEvent", R"("action":"OBSERVE","quantityList":[])"), ":no_objects"},
      {event("ObjectEvent", R"("action":"observe","epcList":["urn:x:1","urn:x:1"])"),
       "/action:unknown_value /epcList/1:repeated"},
      {event("AggregationEvent", R"("action":"ADD","childEPCs":[])"), ":no_objects"},
      {event("AssociationEvent", R"("action":"DELETE")"), "/parentID:required"},
      {event("TransactionEvent", R"("action":"ADD","bizTransactionList":[],"epcList":[])"),
       "/bizTransactionList:too_few"},
      {event("TransformationEvent", R"("inputEPCList":["urn:x:1"])"), ":no_objects"},
      {event("TransformationEvent", R"("transformationID":"urn:x:7")"), ":no_objects"},
      {R"({"type":"TransformationEvent","eventTime":"2026-11-23","eventTimeZoneOffset":"+15:00"})",
       "/eventTime:invalid_time /eventTimeZoneOffset:invalid_offset"},
      {object_event(R"(,"a~b/c":1)"), "/a~0b~1c:unknown_field"},
      {object_event(
           R"(,"@context":{"farm":"https://farm.example/ns/"},"farm:phone":"1","farm:note":"电话13800138000")"),
       "/farm:phone:personal_data /farm:note:personal_data"},
  };
  for (const auto& c : cases) EXPECT_EQ(wrong_in(c.text), c.wrong) << c.text;
}

TEST(Validation, OpensBothDocuments) {
  const auto head =
      R"("@context":{"farm":"https://farm.example/ns/"},"schemaVersion":"2.0","creationDate":"2026-11-23T08:00:00Z",)";
  const auto document = [&](const std::string& rest) { return "{" + std::string(head) + rest + "}"; };
  const auto wrong = [](const std::string& text) {
    auto opened = open_document(read(text));
    return opened.has_value() ? "" : told(opened.error().fields);
  };
  const auto queried = R"("epcisBody":{"queryResults":{"queryName":"q","resultsBody":{"eventList":[{}]}}})";
  EXPECT_EQ(wrong(document(R"("type":"EPCISDocument","epcisBody":{"eventList":[]},"farm:note":1)")), "");
  EXPECT_EQ(wrong(document(R"("type":"EPCISQueryDocument",)" + std::string(queried))), "");
  EXPECT_EQ(wrong(document(R"("type":"EPCISDocument",)" + std::string(queried))), "/epcisBody/eventList:required");
  EXPECT_EQ(wrong(document(R"("type":"ObjectEvent","epcisBody":{})")), "/type:unknown_value");
  EXPECT_EQ(wrong(document(R"("type":"EPCISDocument","epcisBody":{"eventList":{}},"barn:x":1,"sender":7)")),
            "/epcisBody/eventList:expected_array /barn:x:undeclared_prefix /sender:expected_string");
  EXPECT_EQ(wrong(document(R"("type":"EPCISDocument","epcisBody":{"eventList":[]},"epcisHeader":{"epcisMasterData":
    {"vocabularyList":[{"type":"urn:epcglobal:epcis:vtype:Location","vocabularyElementList":[{"id":"x"}]}]}})")),
            "/epcisHeader/epcisMasterData/vocabularyList/0/vocabularyElementList/0/id:invalid_uri");
  const auto opened = open_document(read(document(R"("type":"EPCISQueryDocument",)" + std::string(queried)))).value();
  EXPECT_EQ(opened.pointer, "/epcisBody/queryResults/resultsBody/eventList");
  EXPECT_EQ(opened.events.size(), 1u);
}

// Small requests that would become large rows, or long work.
TEST(Validation, BoundsWhatADocumentMayBecome) {
  EXPECT_EQ(wrong_in(object_event(R"(,"urn:x:1":[1e99,-1e-98,1e300])")), "/urn:x:1/2:out_of_range");
  EXPECT_EQ(wrong_in(object_event(R"(,"sensorElementList":[{"sensorReport":[{"type":"Mass","value":1e200}]}])")),
            "/sensorElementList/0/sensorReport/0/value:out_of_range");
  std::string terms, unknown;
  for (int i = 0; i < 2'000; ++i) {
    terms += ",\"t" + std::to_string(i) + "\":\"https://farm.example/\"";
    unknown += ",\"t" + std::to_string(i) + "\":1";
  }
  EXPECT_EQ(check_event(read(object_event(unknown)), Context()).size(), 100u);
  const auto document = R"({"@context":{)" + terms.substr(1) +
                        R"(},"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-11-23T08:00:00Z",)"
                        R"("epcisBody":{"eventList":[]}})";
  EXPECT_EQ(told(open_document(read(document)).error().fields), "/@context:too_long");
  std::string ones;
  for (int i = 0; i < 41'000; ++i) ones += (i ? ",1e98" : "1e98");
  const auto grown = read_event(object_event(R"(,"urn:x:1":[)" + ones + "]"), OrganisationId());
  EXPECT_EQ(told(grown.error().fields), ":too_long");
}

std::string document_of(const std::string& context, const std::vector<std::string>& events) {
  std::string list;
  for (const auto& text : events) list += (list.empty() ? "" : ",") + text;
  return R"({"@context":)" + context +
         R"(,"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-11-23T08:00:00Z",)"
         R"("epcisBody":{"eventList":[)" +
         list + "]}}";
}
// What read_capture() tells of a whole document, or of its events.
std::string wrong_with(const std::string& document) {
  const auto draft = read_capture(document, OrganisationId(), 1000);
  return draft.has_value() ? told(draft->wrong) : draft.error().code + " " + told(draft.error().fields);
}
std::string repeated(const std::string& text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += (i ? "," : "") + text;
  return out;
}
std::string numbered(const std::string& begin, const std::string& end, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += (i ? "," : "") + begin + std::to_string(i) + end;
  return out;
}

// Terms are written out wherever they are used: short ones may stand for very long texts.
TEST(Validation, BoundsWhatContextsMayBecome) {
  const auto with = [](const std::string& context, const std::string& more = {}) {
    return object_event(",\"@context\":" + context + more);
  };
  const std::string space = "https://a.example/" + std::string(480, 'x');
  EXPECT_EQ(wrong_in(with("{\"a\":\"" + space + "\",\"b\":\"a:1\"}", R"(,"a:1":[0,0])")), "");
  EXPECT_EQ(wrong_in(with("{\"a\":\"" + space + "\",\"b\":\"a:" + std::string(20, '1') + "\"}")), "/@context:too_long");
  EXPECT_EQ(wrong_in(with("{" + numbered("\"t", R"(":"urn:x:1")", 300) + "}")), "/@context:too_many");
  const auto bomb =
      "{\"a\":\"https://a.example/" + std::string(10'000, 'x') + "\"," + numbered("\"b", R"(":"a:1")", 2'000) + "}";
  EXPECT_EQ(wrong_in(with(bomb)), "/@context:too_long");
  // Nothing else of such a document is looked at.
  EXPECT_EQ(wrong_with(R"({"@context":)" + bomb + R"(,"type":"EPCISDocument"})"), "invalid_request /@context:too_long");
  EXPECT_EQ(wrong_with(document_of("{" + numbered("\"t", R"(":"urn:x:1")", 300) + "}", {})),
            "invalid_request /@context:too_many");
  EXPECT_EQ(wrong_in(with("{\"a\":\"" + space + "\"}", ",\"a:1\":[" + repeated("0", 40'000) + "]")), ":too_long");
  EXPECT_EQ(wrong_in(with("{\"a\":\"" + space + "\"}", ",\"urn:x:1\":[" + repeated("\"a:1\"", 40'000) + "]")),
            ":too_long");
}

TEST(Validation, BoundsWholeDocuments) {
  const auto large = object_event(",\"urn:x:1\":\"" + std::string(1'000'000, 'x') + "\"");
  EXPECT_EQ(wrong_with(document_of("[]", {large, large})), "");
  EXPECT_EQ(wrong_with(document_of("[]", std::vector<std::string>(17, large))),
            "capture_limit /epcisBody/eventList:too_long");
  const auto things = [](int count) {
    return event("ObjectEvent", R"("action":"OBSERVE","epcList":[)" + numbered("\"urn:x:", "\"", count) + "]");
  };
  EXPECT_EQ(wrong_with(document_of("[]", {things(9'000), things(9'000)})), "");
  EXPECT_EQ(wrong_with(document_of("[]", {things(9'000), things(12'000)})),
            "capture_limit /epcisBody/eventList:too_many");
  const auto one = read_event(things(21'000), OrganisationId());
  ASSERT_TRUE(one.has_error());
  EXPECT_EQ(one.error().code + " " + told(one.error().fields), "capture_limit :too_many");
  EXPECT_TRUE(parse_node("[" + repeated("0", 249'000) + "]").has_value());
  const auto many = parse_node("[" + repeated("0", 250'001) + "]");
  ASSERT_TRUE(many.has_error());
  EXPECT_EQ(many.error().kind, ErrorKind::too_large);
  EXPECT_EQ(told(many.error().fields), ":too_many");
}

TEST(Validation, BoundsWhatIsToldOfMistakes) {
  const std::string name(4'000, 'n');
  std::string deep = "1";
  for (int i = 0; i < 20; ++i) deep = "{\"urn:x:" + name + "\":" + deep + "}";
  const auto wrong = check_event(read(object_event(",\"" + name + "\":1,\"urn:x:1\":" + deep)), Context());
  ASSERT_EQ(wrong.size(), 1u);
  const auto problem = validation_problem(wrong[0]);
  EXPECT_LE(problem.detail.size(), 512u);
  EXPECT_LE(duplicate_problem("/1", "urn:x:" + name).detail.size(), 512u);
  EXPECT_EQ(wrong_in(object_event(",\"eventID\":\"urn:x:" + std::string(1'019, 'n') + "\"")), "/eventID:too_long");
  EXPECT_EQ(wrong_in(object_event(",\"eventID\":\"urn:x:" + std::string(1'018, 'n') + "\"")), "");
}

TEST(Validation, RefusesPersonalDataInEveryField) {
  const struct {
    std::string text, wrong;
  } cases[] = {
      {object_event(R"(,"certificationInfo":"tel:+8613800138000")"), "/certificationInfo:personal_data"},
      {object_event(R"(,"certificationInfo":["MailTo:a@farm.example"])"), "/certificationInfo/0:personal_data"},
      {object_event(R"(,"eventID":"sms:10086")"), "/eventID:personal_data"},
      {object_event(R"(,"eventID":"https://farm.example/e/13800138000")"), "/eventID:personal_data"},
      {object_event(R"(,"sourceList":[{"type":"owning_party","source":"https://farm.example/11010519491231002X"}])"),
       "/sourceList/0/source:personal_data"},
      {object_event(R"(,"bizStep":"https://farm.example/13800138000")"), "/bizStep:personal_data"},
      {object_event(R"(,"sensorElementList":[{"sensorReport":[{"type":"Mass","value":1,"uom":"138-0013-8000",
        "hexBinaryValue":"13800138000"}]}])"),
       "/sensorElementList/0/sensorReport/0/uom:personal_data "
       "/sensorElementList/0/sensorReport/0/hexBinaryValue:personal_data"},
      {object_event(R"(,"@context":{"farm":"https://farm.example/13800138000/"})"), "/@context/farm:personal_data"},
      {object_event(R"(,"@context":{"farm":{"@id":"https://farm.example/","13800138000":1}})"),
       "/@context/farm/13800138000:personal_data"},
      {object_event(R"(,"@context":["https://farm.example/13800138000"])"), "/@context/0:personal_data"},
      {object_event(R"(,"@context":{"f":"https://farm.example/ns/pho"},"f:ne":"1")"), "/f:ne:personal_data"},
      {object_event(R"(,"@context":{"f":"https://farm.example/ns/","t":"f:phone"},"urn:x:1":{"t":"1"})"),
       "/urn:x:1/t:personal_data"},
      {object_event(R"(,"https://farm.example/13800138000":"1")"),
       "/https:~1~1farm.example~113800138000:personal_data"},
      {event("ObjectEvent", R"("action":"OBSERVE","epcList":["urn:epc:id:sscc:1380013.8000000000"])"), ""},
      {object_event(R"(,"eventID":"urn:uuid:13800138-0013-4000-8000-138001380001")"), ""},
  };
  for (const auto& c : cases) EXPECT_EQ(wrong_in(c.text), c.wrong) << c.text;
}

TEST(Validation, LexicalForms) {
  for (const auto* text :
       {"urn:x:1", "https://a.example", "https://u@a.example:80/p?q#f", "http://[2001:db8::1]/", "a:b",
        "ni:///sha-256;00?ver=CBV2.0", "https://a.example/%E8%8C%B6", "tel:+86-10", "cbv:BizStep-x"})
    EXPECT_TRUE(is_uri(text)) << text;
  for (const auto* text : {"", "x", ":x", "1a:b", "a b:c", "urn:", "https://a.example/茶", "https://a.example/%E",
                           "https://a.example/ ", "urn:a|b", "https://a.example:8x/", "https://[::1/"})
    EXPECT_FALSE(is_uri(text)) << text;
  EXPECT_TRUE(is_version("2.0.1") && is_version("2"));
  EXPECT_FALSE(is_version("") || is_version("2.") || is_version(".2") || is_version("2..0") || is_version("v2"));
  EXPECT_TRUE(is_time_zone_offset("-13:59") && is_time_zone_offset("+14:00"));
  EXPECT_FALSE(is_time_zone_offset("+14:01") || is_time_zone_offset("08:00") || is_time_zone_offset("+8:00"));
}

TEST(Validation, TellsPersonalData) {
  for (const auto* text : {"13800138000", "联系13800138000。", "+8613800138000", "11010519491231002X",
                           "号11010519491231002x！", "138-0013-8000", "+86 138 0013 8000", "2 x 138-00138000 3",
                           "110105 19491231 002X", "13800138000 2", "tel:10086"})
    EXPECT_TRUE(holds_personal_data(text)) << text;
  for (const auto* text : {"12345678901", "138001380001", "110105194912310021", "A13800138000", "2026-11-23",
                           "1795422600000", "2026-11-23 08:00:00", "A138-0013-8000", "138--00138000", "Tel: none"})
    EXPECT_FALSE(holds_personal_data(text)) << text;
  EXPECT_TRUE(names_personal_data("farm:id_card") && names_personal_data("https://a.example/ns#Phone"));
  EXPECT_FALSE(names_personal_data("farm:phoneModel") || names_personal_data("farm:productName"));
}

TEST(Vocabulary, KnowsThreeSpellings) {
  for (const auto* text : {"packing", "https://ref.gs1.org/cbv/BizStep-packing", "urn:epcglobal:cbv:bizstep:packing"})
    EXPECT_EQ(standard_word(Vocabulary::biz_step, text), "packing") << text;
  EXPECT_EQ(standard_word(Vocabulary::biz_step, "https://ref.gs1.org/cbv/Disp-active"), "");
  EXPECT_EQ(web_word(Vocabulary::disposition, "active"), "https://ref.gs1.org/cbv/Disp-active");
  EXPECT_EQ(as_web_vocabulary("urn:epcglobal:cbv:btt:po"), "https://ref.gs1.org/cbv/BTT-po");
}

TEST(EventIndex, AllSpellingsMeet) {
  const auto values = [](const std::string& text) { return index_values(read(text), Context()); };
  const auto one = values(object_event(R"(,"bizStep":"packing","bizLocation":{"id":"urn:epc:id:sgln:4012345.00001.0"},
    "bizTransactionList":[{"type":"po","bizTransaction":"urn:x:1"}])"));
  const auto other = values(event("ObjectEvent", R"("action":"OBSERVE",
    "epcList":["https://shop.example/01/04012345111118/21/9876","urn:epc:id:sgtin:4012345.011111.9876"],
    "bizStep":"urn:epcglobal:cbv:bizstep:packing","bizLocation":{"id":"https://id.gs1.org/414/4012345000016"},
    "bizTransactionList":[{"type":"cbv:BTT-po","bizTransaction":"urn:x:1"}])"));
  EXPECT_EQ(one, other);
  EXPECT_EQ(one.size(), 6u);
}

// GS1's published examples and vectors, where the machine has them: next to the project, in shared/epcis.
std::filesystem::path specifications() {
  return std::filesystem::path(__FILE__).parent_path().parent_path().parent_path().parent_path().parent_path() /
         "shared" / "epcis";
}

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(Validation, AcceptsThePublishedDocumentsUnderTheirHashIds) {
  if (!std::filesystem::exists(specifications()))
    GTEST_SKIP() << "NO EXAMPLES AT " << specifications() << ": GS1's documents are not tried";
  std::size_t events = 0;
  for (const auto* folder : {"examples", "event-hash"}) {
    for (const auto& entry : std::filesystem::directory_iterator(specifications() / folder)) {
      if (entry.path().extension() != ".jsonld") continue;
      SCOPED_TRACE(entry.path().filename().string());
      auto text = contents(entry.path());
      const auto draft = read_capture(text, OrganisationId(), 1000);
      ASSERT_TRUE(draft.has_value()) << told(draft.error().fields);
      EXPECT_EQ(told(draft->wrong), "");
      auto hashes = std::ifstream(entry.path().parent_path() / (entry.path().stem().string() + ".hashes"));
      for (const auto& prepared : draft->events) {
        ++events;
        // A document of one's own context says the same as within the one it came from.
        const auto stored = document_of(prepared, parse_rfc3339("2026-11-23T08:00:00Z").value());
        EXPECT_EQ(event_hash(read(stored), Context()), prepared.hash);
        EXPECT_EQ(canonical_text(read(stored)), stored);
        if (std::string line; std::getline(hashes, line)) EXPECT_EQ(hash_id(prepared.hash), line);
      }
    }
  }
  EXPECT_GE(events, 20u);
}

}  // namespace
}  // namespace shanhai::traceability::epcis
