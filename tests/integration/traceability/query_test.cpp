#include <set>

#include "common/http/standard_contract.hpp"
#include "tests/integration/traceability/query_world.hpp"

namespace shanhai::traceability {
namespace {

using Queries = QueryWorld;

TEST_F(Queries, AnswersAreDocumentsWithTheHeadersOfTheStandard) {
  capture_event(1);
  const auto answer = ask("/events");
  ASSERT_EQ(answer.status, 200) << problem(answer);
  const auto document = json::parse_value(answer.body).value();
  EXPECT_EQ(document.at("type"), "EPCISQueryDocument");
  EXPECT_EQ(document.at("schemaVersion"), "2.0");
  EXPECT_EQ(document.at_pointer("/epcisBody/queryResults/queryName"), "SimpleEventQuery");
  EXPECT_EQ(header(answer, "GS1-EPCIS-Version"), "2.0.0");
  EXPECT_EQ(header(answer, "GS1-CBV-Version"), "2.0.0");
  EXPECT_EQ(header(answer, "GS1-Extensions"), "shanhai=https://shanhai.example/ns/epcis/");
  EXPECT_EQ(header(answer, "Link"), "") << "one page";
  // Absent, the format is Digital Links, as the OpenAPI has it.
  const auto epc = [](const http::ClientResponse& told) {
    const auto list =
        json::parse_value(told.body).value().at_pointer("/epcisBody/queryResults/resultsBody/eventList/0/epcList/0");
    return std::string(list.as_string());
  };
  EXPECT_EQ(epc(answer), "https://id.gs1.org/01/04012345111118/21/1");
  EXPECT_EQ(epc(ask("/events", {}, {{"GS1-EPC-Format", "Always_EPC_URN"}})), "urn:epc:id:sgtin:4012345.011111.1");
  EXPECT_EQ(epc(ask("/events", {}, {{"GS1-EPC-Format", "Never_Translates"}})), "urn:epc:id:sgtin:4012345.011111.1");
  const std::pair<std::string, std::string> refused[] = {{"GS1-EPC-Format", "Always_Something"},
                                                         {"GS1-CBV-XML-Format", "Always_Something"},
                                                         {"Accept", "application/xml"},
                                                         {"GS1-EPCIS-Version", "1.2"},
                                                         {"GS1-EPCIS-Min", "2.1"},
                                                         {"GS1-CBV-Max", "1.2.0"}};
  for (const auto& [name, value] : refused)
    EXPECT_EQ(problem(ask("/events", {}, {{name, value}})),
              "406 epcisException:NotAcceptableException header/" + name + ":not_acceptable");
  EXPECT_EQ(ask("/events", {}, {{"GS1-CBV-XML-Format", "Always_URN"}, {"GS1-CBV-Min", "1.2"}, {"GS1-EPCIS-Max", "2.0"}})
                .status,
            200);
}

TEST_F(Queries, WhatIsWrongHasItsPlaceAndType) {
  capture_event(1);
  EXPECT_EQ(problem(ask("/events", {{"EQ_bizStepp", "packing"}})),
            "400 epcisException:QueryValidationException query/EQ_bizStepp:unknown_parameter");
  EXPECT_EQ(problem(ask("/events", {{"EQ_action", "X"}})),
            "400 epcisException:QueryParameterException query/EQ_action:query_parameter");
  EXPECT_EQ(problem(ask("/bizSteps/packing/events", {{"GE_quantity", "x"}})),
            "400 epcisException:QueryValidationException query/GE_quantity:wrong_type");
  EXPECT_EQ(problem(ask("/events", {{"perPage", "0"}})),
            "400 epcisException:QueryValidationException query/perPage:out_of_range");
  EXPECT_EQ(problem(ask("/bizSteps", {{"EQ_bizStep", "packing"}})),
            "400 epcisException:QueryValidationException query/EQ_bizStep:unknown_parameter");
  for (const auto* path : {"/events/urn:sample:event:1", "/bizSteps/packing", "/epcs/urn:epc:id:sgtin:4012345.011111.1",
                           "/queries", "/queries/mine"})
    EXPECT_EQ(problem(ask(path, {{"EQ_bizStep", "packing"}})),
              "400 epcisException:QueryValidationException query/EQ_bizStep:unknown_parameter")
        << path;
  EXPECT_EQ(problem(ask("/queries/mine/events", {{"EQ_bizStep", "packing"}})),
            "400 epcisException:ValidationException query/EQ_bizStep:unknown_parameter");
  EXPECT_EQ(problem(ask("/events", {}, {{"GS1-Extensions", "nothing"}})),
            "400 epcisException:QueryValidationException header/GS1-Extensions:invalid_extension");
  EXPECT_EQ(problem(ask("/epcs/urn:sample:nobody/events")), "404 epcisException:NoSuchResourceException");
  EXPECT_EQ(problem(ask("/bizSteps/dancing")), "404 epcisException:NoSuchResourceException");
  EXPECT_EQ(problem(ask("/events/urn:sample:nothing")), "404 epcisException:NoSuchResourceException");
  EXPECT_EQ(problem(send(http::Method::get, "/events", "")), "401 epcisException:SecurityException");
}

TEST_F(Queries, CountsAreLimits) {
  for (int number = 0; number < 12; ++number)
    capture_event(number, {}, "2026-11-23T08:00:" + std::to_string(10 + number) + "+08:00");
  EXPECT_EQ(problem(ask("/events", {{"maxEventCount", "11"}})), "413 epcisException:QueryTooLargeException");
  EXPECT_EQ(all_pages("/events", {{"maxEventCount", "12"}, {"perPage", "5"}}).size(), 12u);
  EXPECT_EQ(problem(ask("/events", {{"maxEventCount", "5"}, {"eventCountLimit", "5"}, {"orderBy", "eventTime"}})),
            "400 epcisException:QueryParameterException query/maxEventCount:query_parameter");
  const auto newest = all_pages("/events", {{"orderBy", "eventTime"}, {"eventCountLimit", "3"}, {"perPage", "2"}});
  EXPECT_EQ(newest, (std::vector<int>{11, 10, 9}));
  const auto oldest =
      all_pages("/events", {{"orderBy", "eventTime"}, {"orderDirection", "ASC"}, {"eventCountLimit", "3"}});
  EXPECT_EQ(oldest, (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(numbers(ask("/events", {{"perPage", "1000"}})).size(), 12u)
      << "more than there is a page for is cut, not refused";
}

TEST_F(Queries, APageTokenIsGoodForItsQuestionOnly) {
  for (int number = 0; number < 6; ++number) capture_event(number, number % 2 ? R"(,"bizStep":"packing")" : "");
  const auto next = next_of(ask("/events", {{"perPage", "2"}}));
  ASSERT_FALSE(next.empty());
  EXPECT_EQ(numbers(ask(next)), (std::vector<int>{2, 3}));
  const auto token = next.substr(next.find("nextPageToken=") + 14);
  const auto refused = "400 epcisException:QueryValidationException query/nextPageToken:invalid_cursor";
  EXPECT_EQ(problem(ask("/events", {{"nextPageToken", token}, {"EQ_bizStep", "packing"}})), refused);
  EXPECT_EQ(problem(ask("/bizSteps/packing/events", {{"nextPageToken", token}})), refused);
  EXPECT_EQ(problem(ask("/events", {{"nextPageToken", token + "x"}})), refused);
  EXPECT_EQ(problem(ask("/events", {{"nextPageToken", "AAAA"}})), refused);
  EXPECT_EQ(problem(send(http::Method::get, target("/events", {{"nextPageToken", token}}), token_of(cooperative()))),
            refused);
  EXPECT_EQ(numbers(ask("/events", {{"nextPageToken", token}, {"perPage", "3"}})), (std::vector<int>{2, 3, 4}))
      << "a page may be of another size";
}

// More than a request looks at: a page may be short, even empty, and says where to go on.
TEST_F(Queries, APageEndsWhereARequestHasLookedAtEnough) {
  QueryService bounded(service.database, sequencer, random, names, {500, {}, {}});
  std::vector<std::string> events;
  for (int number = 0; number < 1300; ++number) {
    events.push_back(event(number, number == 1250 ? R"(,"farm:rare":1,"eventID":"urn:sample:event:1250")" : ""));
    if (events.size() == 50) {
      ASSERT_TRUE(job_of(document(std::exchange(events, {}))).at("success").as_bool());
    }
  }
  const std::vector<std::pair<std::string, std::string>> parameters{{"EXISTS_https://farm.example/ns/rare", "true"}};
  auto criteria = query::parse(parameters, epcis::Context()).value();
  PageRequest page;
  page.size = 10;
  int pages = 0;
  std::size_t found = 0;
  for (;;) {
    const auto answer = must(bounded.events(caller, criteria, "question", page));
    ++pages;
    const auto list = json::parse_value(answer.document).value();
    found += list.at_pointer("/epcisBody/queryResults/resultsBody/eventList").as_array().size();
    if (!answer.next) break;
    page.token = answer.next;
  }
  EXPECT_EQ(found, 1u);
  EXPECT_EQ(pages, 3) << "500 rows each";
  criteria.max_event_count = 100;
  EXPECT_EQ(refused(bounded.events(caller, criteria, "question", {})).code, "query_too_complex");
  criteria.max_event_count.reset();
  criteria.order_by = query::OrderBy::field;
  EXPECT_EQ(refused(bounded.events(caller, criteria, "question", {})).code, "query_too_complex");
}

// Who has no time left has looked at one event at least.
TEST_F(Queries, APageEndsWhenARequestHasLookedLongEnough) {
  QueryPolicy hasty;
  hasty.time_max = std::chrono::milliseconds(0);
  QueryService bounded(service.database, sequencer, random, names, hasty);
  for (int number = 0; number < 4; ++number) capture_event(number, number % 2 ? R"(,"bizStep":"packing")" : "");
  for (const auto& [name, expected] : {std::pair("EQ_bizStep", 2u), std::pair("WD_bizLocation", 0u)}) {
    const std::vector<std::pair<std::string, std::string>> parameters{
        {name, expected > 0 ? "packing" : "urn:sample:nowhere"}};
    auto criteria = query::parse(parameters, epcis::Context()).value();
    PageRequest page;
    int pages = 0;
    std::size_t found = 0;
    do {
      const auto answer = must(bounded.events(caller, criteria, "question", page));
      const auto list = json::parse_value(answer.document).value();
      found += list.at_pointer("/epcisBody/queryResults/resultsBody/eventList").as_array().size();
      page.token = answer.next;
      ++pages;
    } while (page.token && pages < 10);
    EXPECT_EQ(found, expected) << name;
    EXPECT_EQ(pages, 4) << name;
    criteria.max_event_count = 100;
    EXPECT_EQ(refused(bounded.events(caller, criteria, "question", {})).code, "query_too_complex");
  }
}

TEST_F(Queries, OfAnOrganisationAreLimited) {
  QueryPolicy small;
  small.named_max = 3;
  small.named_bytes_max = 500;
  QueryService few(service.database, sequencer, random, names, small);
  const auto keep = [&](const std::string& name, const std::string& step) {
    return few.create(caller, R"({"name":")" + name + R"(","query":{"EQ_bizStep":[")" + step + "\"]}}", {});
  };
  EXPECT_EQ(refused(keep("long", "urn:sample:" + std::string(500, 'x'))).code, "query_limit") << "bytes of all";
  for (const auto* name : {"a", "b", "c"}) EXPECT_EQ(must(keep(name, "packing")), name);
  EXPECT_EQ(refused(keep("d", "packing")).code, "query_limit");
  EXPECT_EQ(json::parse_value(get("/queries").body).value().as_array().size(), 3u) << "what was refused is not there";
  EXPECT_TRUE(run(few.remove(caller, "b", {})).has_value());
  EXPECT_EQ(must(keep("d", "packing")), "d");
  auto other = cooperative();
  EXPECT_EQ(must(few.create(other, R"({"name":"a","query":{}})", {})), "a");
}

TEST_F(Queries, BelongToTheirOrganisation) {
  capture_event(1, R"(,"bizStep":"urn:sample:step")");
  ASSERT_EQ(define("mine", "{}"), "201");
  const auto other = token_of(cooperative());
  const auto get_by = [&](const std::string& path) { return send(http::Method::get, path, other, {}, declared); };
  EXPECT_EQ(numbers(get_by("/events")), std::vector<int>());
  EXPECT_EQ(members(get_by("/epcs")), std::vector<std::string>());
  for (const auto* path : {"/bizSteps/urn:sample:step", "/bizSteps/urn:sample:step/events", "/queries/mine",
                           "/queries/mine/events", "/events/urn:sample:event:1"})
    EXPECT_EQ(problem(get_by(path)), "404 epcisException:NoSuchResourceException") << path;
  EXPECT_EQ(send(http::Method::del, "/queries/mine", other).status, 404);
  EXPECT_EQ(get_by("/queries").body, "[]");
  for (const auto role :
       {auth::Role::agency, auth::Role::county_reviewer, auth::Role::buyer_unit, auth::Role::platform_operator}) {
    auto who = caller;
    who.role = role;
    EXPECT_EQ(send(http::Method::get, "/events", token_of(who)).status, 403);
  }
}

TEST_F(Queries, AreKeptUnderAName) {
  for (int number = 0; number < 5; ++number) capture_event(number, number % 2 ? R"(,"bizStep":"packing")" : "");
  EXPECT_EQ(define("packed things", R"({"EQ_bizStep":["packing"],"orderBy":"recordTime"})"), "201");
  EXPECT_EQ(define("packed things", "{}"), "409 epcisException:ResourceAlreadyExistsException");
  EXPECT_EQ(define("wrong", R"({"EQ_bizStep":"packing"})"),
            "400 epcisException:QueryValidationException /query/EQ_bizStep:wrong_type");
  EXPECT_EQ(define("", "{}"), "400 epcisException:QueryValidationException /name:invalid_text");
  EXPECT_EQ(problem(post("/queries", R"({"name":"a"})")),
            "400 epcisException:QueryValidationException /query:required");
  const auto one = get("/queries/packed%20things");
  ASSERT_EQ(one.status, 200);
  EXPECT_EQ(json::parse_value(one.body).value().at("name"), "packed things");
  EXPECT_EQ(json::parse_value(one.body).value().at_pointer("/query/orderBy"), "recordTime");
  EXPECT_EQ(all_pages("/queries/packed%20things/events", {{"perPage", "1"}}), (std::vector<int>{3, 1}));
  const auto answer = ask("/queries/packed%20things/events");
  EXPECT_EQ(json::parse_value(answer.body).value().at_pointer("/epcisBody/queryResults/queryName"), "packed things");
  EXPECT_EQ(problem(ask("/queries/packed%20things/events", {{"EQ_action", "ADD"}})),
            "400 epcisException:ValidationException query/EQ_action:unknown_parameter");
  EXPECT_EQ(define("a", "{}"), "201");
  EXPECT_EQ(define("b/c", "{}"), "201");
  std::vector<std::string> listed;
  for (auto page = ask("/queries", {{"perPage", "1"}});; page = ask(next_of(page))) {
    const auto page_of_names = json::parse_value(page.body).value();
    for (const auto& named : page_of_names.as_array()) listed.emplace_back(named.at("name").as_string());
    if (next_of(page).empty()) break;
  }
  EXPECT_EQ(listed, (std::vector<std::string>{"a", "b/c", "packed things"}));
  EXPECT_EQ(get("/queries/b%2Fc").status, 200);
  std::vector<std::string> ended;
  queries.on_removed([&](db::Tx&, OrganisationId, const query::NamedQuery& named) { ended.push_back(named.name); });
  EXPECT_EQ(send(http::Method::del, "/queries/packed%20things", token).status, 204);
  EXPECT_EQ(send(http::Method::del, "/queries/packed%20things", token).status, 404);
  EXPECT_EQ(ended, std::vector<std::string>{"packed things"}) << "what else ends with it";
  EXPECT_EQ(get("/queries/packed%20things").status, 404);
  EXPECT_EQ(define("packed things", "{}"), "201") << "the name is free again";
  number();
  EXPECT_EQ(events_of(kQueryNamed).size(), 4u);
  EXPECT_EQ(events_of(kQueryRemoved).size(), 1u);
}

TEST_F(Queries, OptionsTellWhatThereIs) {
  for (const auto* path : {"/events", "/events/{event}", "/eventTypes", "/epcs/{epc}", "/bizSteps/{bizStep}/events",
                           "/queries", "/queries/{query}", "/queries/{query}/events"}) {
    std::map<std::string, std::string> told;
    for (const auto& [name, value] : http::discovery_of(path)) told.emplace(name, value);
    for (const auto* name :
         {"GS1-EPCIS-Version", "GS1-EPCIS-Min", "GS1-EPCIS-Max", "GS1-CBV-Version", "GS1-CBV-Min", "GS1-CBV-Max"})
      EXPECT_EQ(told[name], "2.0.0") << path << " " << name;
    EXPECT_EQ(told["GS1-EPC-Format"], "No_Preference") << path;
    EXPECT_EQ(told["GS1-Extensions"], "shanhai=https://shanhai.example/ns/epcis/") << path;
    EXPECT_NE(told["GS1-Vendor-Version"], "") << path;
  }
}

}  // namespace
}  // namespace shanhai::traceability
