#include <set>

#include "common/base/encoding.hpp"
#include "common/http/target.hpp"
#include "services/traceability/graph/link_fill.hpp"
#include "services/traceability/log/integrator.hpp"
#include "services/traceability/query/fill.hpp"
#include "tests/integration/traceability/query_world.hpp"

namespace shanhai::traceability {
namespace {

using QueryResources = QueryWorld;

TEST_F(QueryResources, ResourcesAreListedAndHaveTheirEvents) {
  capture_event(
      1,
      R"(,"bizStep":"https://farm.example/ns/drying","disposition":"active","readPoint":{"id":"urn:epc:id:sgln:4012345.00001.0"},
    "quantityList":[{"epcClass":"urn:epc:class:lgtin:4012345.011111.L1","quantity":3}])");
  capture_event(2, R"(,"bizStep":"packing","bizLocation":{"id":"https://shop.example/414/4012345000016"})");
  const auto steps = all_members("/bizSteps", {{"perPage", "7"}});
  EXPECT_EQ(steps.size(), 42u) << "the standard's 41 and one of our own";
  EXPECT_EQ(steps.back(), "farm:drying") << "shortened by the prefix that the client declares";
  EXPECT_EQ(std::set<std::string>(steps.begin(), steps.end()).size(), steps.size());
  EXPECT_EQ(all_members("/dispositions").size(), 33u);
  EXPECT_EQ(all_members("/eventTypes").size(), 5u);
  const auto epcs = all_members("/epcs", {{"perPage", "2"}});
  EXPECT_EQ(
      (std::set<std::string>(epcs.begin(), epcs.end())),
      (std::set<std::string>{"https://id.gs1.org/01/04012345111118/21/1", "https://id.gs1.org/01/04012345111118/21/2",
                             "https://id.gs1.org/01/04012345111118/10/L1"}));
  const auto urn = members(ask("/readPoints", {}, {{"GS1-EPC-Format", "Always_EPC_URN"}}));
  EXPECT_EQ(urn, std::vector<std::string>{"urn:epc:id:sgln:4012345.00001.0"});
  EXPECT_EQ(ask("/readPoints", {}, {{"GS1-EPC-Format", "Never_Translates"}}).status, 406);
  EXPECT_EQ(members(ask("/bizLocations")), std::vector<std::string>{"https://id.gs1.org/414/4012345000016"});
  const std::pair<std::string, std::vector<int>> table[] = {
      {"/bizSteps/packing", {2}},
      {"/bizSteps/urn:epcglobal:cbv:bizstep:packing", {2}},
      {"/bizSteps/farm:drying", {1}},
      {"/bizSteps/" + http::encode_query("https://farm.example/ns/drying"), {1}},
      {"/bizSteps/shipping", {}},
      {"/dispositions/active", {1}},
      {"/eventTypes/ObjectEvent", {1, 2}},
      {"/eventTypes/AggregationEvent", {}},
      {"/epcs/urn:epc:id:sgtin:4012345.011111.2", {2}},
      {"/epcs/" + http::encode_query("https://any.example/01/04012345111118/21/2"), {2}},
      {"/epcs/urn:epc:class:lgtin:4012345.011111.L1", {1}},
      {"/readPoints/urn:epc:id:sgln:4012345.00001.0", {1}},
      {"/bizLocations/urn:epc:id:sgln:4012345.00001.0", {2}},
  };
  for (const auto& [path, wanted] : table) {
    EXPECT_EQ(members(ask(path)), std::vector<std::string>{"events"}) << path;
    EXPECT_EQ(all_pages(path + "/events", {{"perPage", "1"}}), wanted) << path;
    EXPECT_EQ(all_pages(path + "/events", {{"EQ_bizStep", "receiving"}}), std::vector<int>()) << path;
  }
}

// What the platform recorded of a cooperative's lots is found beside what it captured.
TEST_F(QueryResources, OurOwnEventsAreFoundByTheirLots) {
  const auto chain = tea();
  const auto owner = token_of(chain.owner);
  const auto asked = [&](const Pairs& parameters) {
    const auto answer = send(http::Method::get, target("/events", parameters), owner);
    if (answer.status != 200) throw std::runtime_error(problem(answer));
    const auto document = json::parse_value(answer.body).value();
    return document.at_pointer("/epcisBody/queryResults/resultsBody/eventList").as_array().size();
  };
  const auto all = asked({});
  EXPECT_GE(all, 3u);
  const auto lot = names.packed_lot(*chain.packed.gtin, chain.packed.lot_number);
  EXPECT_GE(asked({{"MATCH_anyEPCClass", lot}}), 1u);
  EXPECT_EQ(
      asked({{"MATCH_anyEPCClass", lot}}),
      asked({{"MATCH_anyEPCClass", "https://id.gs1.org/01/" + *chain.packed.gtin + "/10/" + chain.packed.lot_number}}));
  EXPECT_EQ(asked({{"eventType", "TransformationEvent"}}), 2u) << "processed, and packed";
  // A county lies in its prefecture and its province.
  const auto in_county = asked({{"EQ_readPoint", names.division(kZhaojue)}});
  EXPECT_GE(in_county, 1u);
  EXPECT_EQ(asked({{"WD_readPoint", names.division("513400")}}), all);
  EXPECT_EQ(asked({{"WD_readPoint", names.division("510000")}}), all);
  EXPECT_EQ(asked({{"WD_readPoint", names.division("440000")}}), 0u);
  EXPECT_EQ(asked({{"EQ_readPoint", names.division("513400")}}), 0u);
}

// Places and their parts as a header tells them: the newest word stands.
TEST_F(QueryResources, MasterDataOfHeadersIsKnown) {
  const auto with_header = [&](const std::string& kind, const std::string& children) {
    auto text =
        document({event(1, R"(,"eventID":"urn:sample:event:)" + kind + R"(","bizLocation":{"id":"urn:sample:room"})")});
    const auto header =
        R"("epcisHeader":{"epcisMasterData":{"vocabularyList":[{"type":"urn:epcglobal:epcis:vtype:BusinessLocation",
      "vocabularyElementList":[{"id":"urn:sample:room","attributes":[{"id":"farm:kind","attribute":")" +
        kind + R"("}]},
      {"id":"urn:sample:house","children":["urn:sample:floor"]},{"id":"urn:sample:floor","children":[)" +
        children + "]}]}]}},";
    ASSERT_TRUE(job_of(text.insert(text.find(R"("epcisBody")"), header)).at("success").as_bool());
  };
  const auto found = [&](const std::string& name, const std::string& value) {
    return numbers(ask("/events", {{name, value}})).size();
  };
  with_header("1", R"("urn:sample:room")");
  EXPECT_EQ(found("WD_bizLocation", "urn:sample:house"), 1u);
  EXPECT_EQ(found("EQ_bizLocation", "urn:sample:house"), 0u);
  EXPECT_EQ(found("HASATTR_bizLocation", "farm:kind"), 1u);
  EXPECT_EQ(found("HASATTR_bizLocation", "farm:other"), 0u);
  EXPECT_EQ(found("EQATTR_bizLocation_farm:kind", "1"), 1u);
  with_header("2", R"("urn:sample:room")");
  const Pairs sorted{{"WD_bizLocation", "urn:sample:house"}, {"orderBy", "farm:kind"}, {"perPage", "1"}};
  const auto next = next_of(ask("/events", sorted));
  EXPECT_EQ(numbers(ask(next)), std::vector<int>{2});
  with_header("3", "");
  EXPECT_EQ(problem(ask(next)), "400 epcisException:QueryValidationException query/nextPageToken:invalid_cursor")
      << "the event that the page before ended with matches no more: it does not begin again";
  EXPECT_EQ(found("EQATTR_bizLocation_farm:kind", "1"), 0u);
  EXPECT_EQ(found("EQATTR_bizLocation_farm:kind", "3"), 3u);
  EXPECT_EQ(found("WD_bizLocation", "urn:sample:house"), 0u);
}

// The order of the transparency log: what is committed late has a later place.
TEST_F(QueryResources, RecordedEventsAreListedInTheLogsOrder) {
  tlog::LogKeys keys(vault, random, tlog::origin_below(kPublicUrl));
  tlog::Integrator integrator(service.database, keys, random, std::chrono::seconds(5));
  const auto list = [&](std::uint64_t from, std::int64_t most) {
    auto read = [&](db::Tx& tx) -> Result<query::Recorded> {
      const std::vector<std::pair<std::string, std::string>> parameters{{"EQ_bizStep", "packing"}};
      return query::list_recorded(tx, *caller.organisation, query::parse(parameters, epcis::Context()).value(), from,
                                  most);
    };
    return service.transaction(read).value();
  };
  for (int number = 0; number < 6; ++number) capture_event(number, number % 2 ? R"(,"bizStep":"packing")" : "");
  EXPECT_EQ(list(0, 100).next, 0u) << "none has its place yet";
  run(integrator.run_once());
  const auto first = list(0, 100);
  EXPECT_EQ(first.events.size(), 3u);
  EXPECT_EQ(first.next, 6u);
  EXPECT_FALSE(first.more);
  capture_event(7, R"(,"bizStep":"packing")");
  EXPECT_EQ(list(6, 100).events.size(), 0u);
  run(integrator.run_once());
  const auto second = list(6, 100);
  ASSERT_EQ(second.events.size(), 1u);
  EXPECT_NE(second.events[0].body.find("urn:sample:event:7"), std::string::npos);
  EXPECT_EQ(second.events[0].organisation, *caller.organisation);
  const auto some = list(0, 2);
  EXPECT_EQ(some.next, 2u);
  EXPECT_TRUE(some.more);
  const auto all =
      service.transaction([](db::Tx& tx) -> Result<query::Recorded> { return query::list_recorded_of_all(tx, 0, 100); })
          .value();
  EXPECT_EQ(all.events.size(), 7u);
}

// Events of a time before there was an index: found once the fill has gone by.
TEST_F(QueryResources, EventsWithoutValuesGetThem) {
  for (int number = 0; number < 5; ++number) capture_event(number, R"(,"bizStep":"packing")");
  auto connection = service.schema.connect();
  connection.execute("DELETE FROM epcis_event_value");
  connection.execute("DELETE FROM epcis_value");
  EXPECT_EQ(all_pages("/events", {{"EQ_bizStep", "packing"}}).size(), 0u);
  query::ValueFill fill(service.database);
  EXPECT_EQ(run(fill.run()), 5);
  EXPECT_EQ(all_pages("/events", {{"EQ_bizStep", "packing"}}).size(), 5u);
  EXPECT_EQ(all_pages("/events", {{"MATCH_epc", "urn:epc:idpat:sgtin:4012345.*.*"}}).size(), 5u);
  EXPECT_EQ(run(fill.run()), 0);
  EXPECT_EQ(all_members("/epcs").size(), 5u);
  clock.advance(std::chrono::hours(25));
  EXPECT_EQ(run(fill.run()), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM epcis_fill WHERE filled_to = (SELECT MAX(id) FROM epcis_event)"), 1);
}

// Links of a time before there were any: found once, announced for a graph that is there already.
TEST_F(QueryResources, EventsWithoutLinksGetThem) {
  for (int number = 0; number < 3; ++number) {
    const auto id = std::to_string(number);
    must(captures.capture(
        caller,
        R"({"type":"AggregationEvent","eventTime":"2026-11-23T08:00:00Z","eventTimeZoneOffset":"+08:00",)"
        R"("action":"ADD","parentID":"urn:epc:id:sscc:4012345.000000000)" +
            id + R"(","childEPCs":["urn:epc:id:sgtin:4012345.011111.)" + id + "\"]}",
        {}));
    capture_event(number);
  }
  const std::string linked = "SELECT COUNT(*) FROM captured_link WHERE ";
  auto connection = service.schema.connect();
  connection.execute("CREATE TABLE before_fill AS SELECT * FROM captured_link");
  connection.execute("DELETE FROM captured_link");
  graph::LinkFill fill(service.database, sequencer, random);
  EXPECT_EQ(run(fill.run()), 0) << "events that came behind the migration have theirs";
  connection.execute("UPDATE epcis_fill SET whole_to = (SELECT MAX(id) FROM epcis_event) WHERE id = 2");
  const auto told = events_of(kEventsCaptured).size();
  EXPECT_EQ(run(fill.run()), 3);
  EXPECT_EQ(count("SELECT COUNT(*) FROM captured_link AS l JOIN before_fill AS b ON b.event_id = l.event_id AND "
                  "b.organisation_id = l.organisation_id AND b.identity = l.identity AND b.link_type = l.link_type AND "
                  "b.link_action = l.link_action AND b.happened_at = l.happened_at AND b.members = l.members"),
            3);
  const auto events = events_of(kEventsCaptured);
  ASSERT_EQ(events.size(), told + 1);
  const auto source = CaptureId::parse(events.back().aggregate_id).value();
  EXPECT_EQ(count(linked + "source_id = 0x" + to_hex(source.raw())), 3);
  EXPECT_EQ(run(fill.run()), 0);
  // Broken off in the midst: goes on where it stood, and doubles nothing.
  connection.execute("DELETE FROM captured_link WHERE event_id = (SELECT MAX(event_id) FROM before_fill)");
  connection.execute("UPDATE epcis_fill SET filled_to = (SELECT MIN(event_id) FROM before_fill) WHERE id = 2");
  EXPECT_EQ(run(fill.run()), 1);
  EXPECT_EQ(count(linked + "1 = 1"), 3);
}

TEST_F(QueryResources, MasterDataIsReadUpToItsBytes) {
  auto connection = service.schema.connect();
  const auto add = [&](const char* hash) {
    connection.execute(
        "INSERT INTO epcis_master (organisation_id, uri_hash, uri, element, recorded_at) VALUES (0x" +
        to_hex(caller.organisation->raw()) + ", " + hash + ", " + hash +
        R"(, CONCAT('{"id":"urn:x","attributes":[{"id":"urn:y","attribute":"', REPEAT('z', 4500000), '"}],"children":[]}'), '2026-01-01'))");
  };
  add("'1234567890123456'");
  EXPECT_EQ(ask("/events", {{"WD_bizLocation", "urn:x"}}).status, 200);
  add("'1234567890123457'");
  EXPECT_EQ(problem(ask("/events", {{"WD_bizLocation", "urn:x"}})), "413 epcisException:QueryTooComplexException");
}

}  // namespace
}  // namespace shanhai::traceability
