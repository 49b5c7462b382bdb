#include "common/base/encoding.hpp"
#include "common/http/target.hpp"
#include "services/traceability/epcis/event_hash.hpp"
#include "services/traceability/trace/store.hpp"
#include "tests/integration/traceability/capture_world.hpp"

namespace shanhai::traceability {
namespace {

using Captures = CaptureWorld;

std::string text_of(const json::Object& object, std::string_view name) {
  return std::string(object.at(name).as_string());
}

TEST_F(Captures, AcknowledgedIsCommittedAndBecomesEvents) {
  const auto taken = post("/capture", document({event(1), event(2, R"(,"farm:plot":"0012")")}));
  ASSERT_EQ(taken.status, 202) << problem(taken);
  EXPECT_EQ(taken.headers.find("GS1-EPCIS-Version")->second, "2.0.0");
  const auto place = taken.headers.find("Location")->second;
  const auto running = json::parse_value(get(place).body).value().as_object();
  EXPECT_EQ(running.at("running"), true);
  EXPECT_EQ(running.at("success"), true);
  EXPECT_FALSE(running.contains("finishedAt"));
  EXPECT_EQ(captured(), 0);
  const auto job = finished(taken);
  EXPECT_EQ(job.at("running"), false);
  EXPECT_EQ(job.at("success"), true);
  EXPECT_EQ(job.at("captureErrorBehaviour"), "rollback");
  EXPECT_TRUE(job.at("errors").as_array().empty());
  EXPECT_TRUE(job.contains("finishedAt"));
  EXPECT_EQ(captured(), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job WHERE document <> ''"), 0);
  const auto stored = recorded();
  for (const auto& row : stored) {
    auto body = epcis::parse_node(row.body).value();
    EXPECT_EQ(body.find("eventID")->text, epcis::hash_id(row.hash));
    EXPECT_EQ(body.find("recordTime")->text, to_rfc3339(clock.now()));
  }
  EXPECT_NE(stored[1].body.find(R"("farm:plot":"0012")"), std::string::npos);
  EXPECT_EQ(audit_differences(), "");
  EXPECT_EQ(events_of(kEventsCaptured).size(), 1u);
}

TEST_F(Captures, WhatIsWrongIsRefusedAtOnceOrLeftOut) {
  const auto bad = document({event(1), event(2, R"(,"bizLocation":{})"), event(3)});
  EXPECT_EQ(problem(post("/capture", bad)),
            "400 epcisException:ValidationException /epcisBody/eventList/1/bizLocation/id:required");
  EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job"), 0);
  const auto job = job_of(bad, "proceed");
  EXPECT_EQ(job.at("success"), false);
  EXPECT_EQ(job.at("running"), false);
  ASSERT_EQ(job.at("errors").as_array().size(), 1u);
  const auto& error = job.at("errors").as_array()[0].as_object();
  EXPECT_EQ(text_of(error, "type"), "epcisException:ValidationException");
  EXPECT_EQ(text_of(error, "detail"), "/epcisBody/eventList/1/bizLocation/id: required");
  EXPECT_EQ(captured(), 2);
}

TEST_F(Captures, AnEventIsCapturedOnce) {
  ASSERT_EQ(job_of(document({event(1)})).at("success"), true);
  const auto again = document({event(2), event(1), event(2)});
  const auto rolled_back = job_of(again);
  EXPECT_EQ(rolled_back.at("success"), false);
  EXPECT_EQ(rolled_back.at("errors").as_array().size(), 2u);
  EXPECT_EQ(captured(), 1);
  const auto proceeded = job_of(again, "proceed");
  EXPECT_EQ(proceeded.at("errors").as_array().size(), 2u);
  EXPECT_EQ(text_of(proceeded.at("errors").as_array()[0].as_object(), "type"),
            "epcisException:ResourceAlreadyExistsException");
  EXPECT_EQ(captured(), 2);
  EXPECT_EQ(problem(post("/events", event(1))), "409 epcisException:ResourceAlreadyExistsException");
  // The same event in other words.
  EXPECT_EQ(post("/events", event(1, R"(,"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld")"))
                .status,
            409);
  // The declaration that it was an error repeats it, once each time it is declared.
  const auto declared =
      event(1, R"(,"errorDeclaration":{"declarationTime":"2026-11-24T00:00:00Z","reason":"did_not_occur"})");
  EXPECT_EQ(post("/events", declared).status, 201);
  EXPECT_EQ(post("/events", declared).status, 409);
  EXPECT_EQ(captured(), 3);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Captures, OneEventIsStoredWhenItIsAnswered) {
  const auto answer = post("/events", event(7));
  ASSERT_EQ(answer.status, 201) << problem(answer);
  const auto document = json::parse_value(answer.body).value().as_object();
  const auto place = answer.headers.find("Location")->second;
  EXPECT_EQ(place, "/events/" + http::encode_query(text_of(document, "eventID")));
  const auto found = send(http::Method::get, place, token, {}, {{"GS1-EPC-Format", "Never_Translates"}});
  ASSERT_EQ(found.status, 200) << problem(found);
  const auto told = json::parse_value(found.body).value();
  EXPECT_EQ(told.at_pointer("/epcisBody/queryResults/resultsBody/eventList/0"), json::Value(document));
  const auto own = post("/events", event(7, R"(,"eventID":"urn:uuid:1b1cae07-5d1e-4cb1-9a22-eb5a3a2b3d4e")"));
  EXPECT_EQ(own.status, 201) << "another eventID is another event";
  EXPECT_EQ(get("/events/urn:uuid:1b1cae07-5d1e-4cb1-9a22-eb5a3a2b3d4e").status, 200);
  EXPECT_EQ(problem(post("/events", "{}")), "400 epcisException:ValidationException /type:required");
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Captures, BelongToTheirOrganisation) {
  const auto taken = post("/capture", document({event(1)}));
  finished(taken);
  const auto other = token_of(cooperative());
  const auto place = taken.headers.find("Location")->second;
  EXPECT_EQ(problem(send(http::Method::get, place, other)), "404 epcisException:NoSuchResourceException");
  EXPECT_EQ(send(http::Method::get, "/capture", other).body, "[]");
  const auto id = recorded()[0];
  const auto at = "/events/" + http::encode_query(epcis::hash_id(id.hash));
  EXPECT_EQ(get(at).status, 200);
  EXPECT_EQ(send(http::Method::get, at, other).status, 404);
  // Who tells the same of it is neither refused nor told that somebody else did.
  EXPECT_EQ(send(http::Method::post, "/events", other, event(1)).status, 201);
  auth::Principal buyer = caller;
  buyer.role = auth::Role::buyer_unit;
  EXPECT_EQ(problem(send(http::Method::post, "/capture", token_of(buyer), document({}))),
            "403 epcisException:SecurityException");
  EXPECT_EQ(problem(send(http::Method::post, "/capture", "", document({}))), "401 epcisException:SecurityException");
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Captures, ChangeNoLot) {
  const auto chain = tea();
  const auto before = json::print(look(chain.owner, chain.packed.lot_id));
  const auto journey = json::print(trace(chain.packed));
  const auto name = names.packed_lot(*chain.packed.gtin, chain.packed.lot_number);
  const auto taken = R"({"type":"ObjectEvent","eventTime":"2026-11-23T08:00:00+08:00","eventTimeZoneOffset":"+08:00",)"
                     R"("action":"DELETE","bizStep":"destroying","quantityList":[{"epcClass":")" +
                     name + R"(","quantity":80}]})";
  EXPECT_EQ(send(http::Method::post, "/events", token_of(chain.owner), taken).status, 201);
  EXPECT_EQ(post("/events", taken).status, 201) << "what another organisation says of it is its own word";
  EXPECT_EQ(json::print(look(chain.owner, chain.packed.lot_id)), before);
  EXPECT_EQ(json::print(trace(chain.packed)), journey);
  EXPECT_EQ(audit_differences(), "");
}

// Who knows what we shall record can say it before: that is its own word, and takes nothing from ours.
TEST_F(Captures, TakeNoIdFromOurOwnEvents) {
  const auto chain = tea();
  const auto shipped = parcel_shipped(chain, 4);
  std::string to_come;
  const auto undone = service.transaction([&](db::Tx& tx) -> Result<void> {
    const auto applied = shipments.apply(tx, shipped);
    to_come = store::list_events_after(tx, EpcisEventId(), 1000).back().body;
    return Error::conflict("undone");
  });
  ASSERT_TRUE(undone.has_error());
  const auto before = captured();
  const auto owner = token_of(chain.owner);
  const auto taken = send(http::Method::post, "/events", owner, to_come);
  ASSERT_EQ(taken.status, 201) << problem(taken);
  ASSERT_EQ(captured(), before + 1);
  const auto done = service.transaction([&](db::Tx& tx) { return shipments.apply(tx, shipped); });
  ASSERT_TRUE(done.has_value()) << describe(done.error());
  EXPECT_EQ(captured(), before + 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM epcis_event WHERE biz_step = 'shipping' AND captured = 0"), 1);
  EXPECT_EQ(send(http::Method::post, "/events", owner, to_come).status, 409) << "it is captured once";
  // What we recorded may be told again by whose lot it is, as by anybody.
  const auto own = recorded().front().body;
  EXPECT_EQ(send(http::Method::post, "/events", owner, own).status, 201);
  EXPECT_EQ(audit_differences(), "");
}

// Who wrote the event may have hashed it in another way, as the standard's own examples show.
TEST_F(Captures, AHashIdThatIsGivenIsKept) {
  const auto id = epcis::hash_id(std::string(32, 'a'));
  const auto given = event(1, ",\"eventID\":\"" + id + "\"");
  ASSERT_EQ(post("/events", given).status, 201);
  EXPECT_NE(recorded()[0].body.find("\"eventID\":\"" + id), std::string::npos);
  EXPECT_EQ(post("/events", given).status, 409);
  ASSERT_EQ(post("/events", event(2)).status, 201);
  const auto own = std::string(",\"eventID\":\"") + epcis::hash_id(recorded()[1].hash) + "\"";
  EXPECT_EQ(post("/events", event(2, own)).status, 409) << "the same event, its id written out";
}

TEST_F(Captures, NegotiatesAndLimits) {
  const auto good = document({event(1)});
  EXPECT_EQ(problem(post("/capture", good, {{"Accept", "application/xml"}})),
            "406 epcisException:NotAcceptableException header/Accept:not_acceptable");
  EXPECT_EQ(post("/capture", good, {{"GS1-EPCIS-Version", "1.2"}}).status, 406);
  EXPECT_EQ(post("/capture", good, {{"GS1-CBV-Version", "2"}, {"Accept", "text/html, */*;q=0.1"}}).status, 202);
  EXPECT_EQ(problem(post("/capture", good, {{"GS1-Capture-Error-Behaviour", "all"}})),
            "400 epcisException:ValidationException header/GS1-Capture-Error-Behaviour:unknown_value");
  EXPECT_EQ(problem(post("/capture", "<EPCISDocument/>", {{"Content-Type", "application/xml"}})),
            "415 epcisException:UnsupportedMediaTypeException header/Content-Type:unsupported_media_type");
  EXPECT_EQ(post("/capture", document({event(9)}), {{"Content-Type", "application/ld+json"}}).status, 202);
  std::vector<std::string> many;
  for (int i = 0; i <= policy.events_max; ++i) many.push_back(event(i));
  const auto limited = post("/capture", document(many));
  EXPECT_EQ(problem(limited), "413 epcisException:CaptureLimitExceededException /epcisBody/eventList:too_many");
  EXPECT_EQ(limited.headers.find("GS1-EPCIS-Capture-Limit")->second, "50");
  const auto large = post("/capture", std::string(static_cast<std::size_t>(policy.bytes_max) + 1, ' '));
  EXPECT_EQ(large.status, 413);
  EXPECT_EQ(large.headers.find("GS1-EPCIS-Capture-File-Size-Limit")->second, "200000");
  EXPECT_EQ(problem(post("/capture", "{")), "400 epcisException:ValidationException :invalid_json");
  EXPECT_EQ(problem(get("/capture?perpage=1")), "400 epcisException:ValidationException query/perpage:unknown_field");
  many.pop_back();
  EXPECT_EQ(job_of(document(many), "proceed").at("success"), false);
  EXPECT_EQ(captured(), 50);
}

TEST_F(Captures, AreListedNewestFirst) {
  std::vector<std::string> places;
  for (int i = 0; i < 5; ++i) {
    clock.advance(std::chrono::milliseconds(2));
    const auto taken = post("/capture", document({event(i)}));
    places.push_back(taken.headers.find("Location")->second);
  }
  std::vector<std::string> seen;
  std::string next = "/capture?perPage=2";
  for (int pages = 0; !next.empty() && pages < 5; ++pages) {
    const auto page = get(next);
    ASSERT_EQ(page.status, 200) << problem(page);
    const auto jobs_told = json::parse_value(page.body).value();
    for (const auto& job : jobs_told.as_array())
      seen.push_back("/capture/" + std::string(job.at("captureID").as_string()));
    const auto link = page.headers.find("Link");
    next = link == page.headers.end() ? "" : link->second.substr(1, link->second.find('>') - 1);
  }
  std::reverse(places.begin(), places.end());
  EXPECT_EQ(seen, places);
}

TEST_F(Captures, ARepeatedRequestIsOneJob) {
  const Headers headers{{"Idempotency-Key", "k-1"}};
  const auto first = post("/capture", document({event(1)}), headers);
  const auto again = post("/capture", document({event(1)}), headers);
  ASSERT_EQ(again.status, 202) << problem(again);
  EXPECT_EQ(again.headers.find("Location")->second, first.headers.find("Location")->second);
  EXPECT_EQ(again.headers.count("Idempotent-Replayed"), 1u);
  EXPECT_EQ(post("/capture", document({event(2)}), headers).status, 422);
  EXPECT_EQ(finished(first).at("success"), true);
  EXPECT_EQ(captured(), 1);
}

// What the process that took it in never came to, another finds when the lease has run out, and only then.
TEST_F(Captures, ALostJobIsFinishedByAnother) {
  const auto taken = post("/capture", document({event(1), event(2)}));
  ASSERT_EQ(taken.status, 202);
  CaptureJobs other(service.database, sequencer, random, workers);
  EXPECT_EQ(run(other.carry_out_due()), 0);
  clock.advance(std::chrono::seconds(31));
  EXPECT_EQ(run(other.carry_out_due()), 1);
  EXPECT_EQ(captured(), 2);
  EXPECT_EQ(finished(taken).at("success"), true) << "who comes late finds it done";
  EXPECT_EQ(captured(), 2);
  EXPECT_EQ(run(other.carry_out_due()), 0);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Captures, AJobThatNobodyCanFinishEnds) {
  const auto taken = post("/capture", document({event(1)}));
  auto connection = service.schema.connect();
  connection.execute("UPDATE capture_job SET document = 'no JSON'");
  clock.advance(std::chrono::seconds(31));
  EXPECT_EQ(run(jobs.carry_out_due()), 1);
  const auto job = json::parse_value(get(taken.headers.find("Location")->second).body).value().as_object();
  EXPECT_EQ(job.at("running"), false);
  EXPECT_EQ(text_of(job.at("errors").as_array()[0].as_object(), "type"), "epcisException:ImplementationException");
}

}  // namespace
}  // namespace shanhai::traceability
