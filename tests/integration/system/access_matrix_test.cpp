// Every row of every service's route table, called by everybody: who is not named at the row does not come in, and what
// belongs to somebody is nobody else's.
//
// The rows are those that the services mount and that OpenAPI is made from: a new one is called without a word written
// here. Written by hand are only which rows are open to anybody, and bodies that a schema cannot make up
// (sample_request.cpp). A row that names a kind of thing the scenario does not have asks for it to be made there.
#include <gtest/gtest.h>

#include "tests/integration/system/sample_request.hpp"

namespace shanhai::system_test {
namespace {

using http::Access;
using http::BoundRoute;

const std::set<std::string> kOpenToAnybody{
    "POST /v1/auth/codes",
    "POST /v1/auth/sessions",
    "POST /v1/auth/sessions/refresh",
    "GET /.well-known/jwks.json",
    "GET /v1/storefront/products",
    "GET /v1/storefront/products/{product}",
    "GET /v1/storefront/products/{product}/similar",
    "GET /v1/storefront/products/{product}/prices",
    "GET /v1/storefront/reference-prices",
    "GET /v1/storefront/suggestions",
    "GET /v1/storefront/suppliers/{supplier}",
    "GET /v1/storefront/categories",
    "GET /v1/storefront/counties",
    "GET /v1/storefront/certifications",
    "GET /v1/storefront/images/{sha256}",
    "GET /v1/products/{product}/eligibility",
    "POST /v1/certifications/{certification}/objections",
    "GET /v1/storefront-stock/{sku}",
    "GET /v1/storefront-sales/{sku}",
    "GET /v1/storefront-terms/{supplier}",
    "POST /v1/payments/wechat-pay/notifications",  // signed by the provider
    "POST /v1/payments/alipay/notifications",      // the same
    "GET /",
    "GET /01/{gtin}",
    "GET /01/{gtin}/10/{lot}",
    "GET /01/{gtin}/10/{lot}/21/{serial}",
    "GET /01/{gtin}/21/{serial}",
    "GET /01/{gtin}/{qualifiers...}",
    "GET /.well-known/gs1resolver",
    "GET /v1/lots/{lot}/qr",
    "GET /v1/commitment-certificates/{number}",
    "GET /v1/lots/{lot}/log-entries",
    "GET /v1/log/checkpoint",
    "GET /v1/log/checkpoints/{size}",
    "GET /v1/log/tile/{level}/{n1}",
    "GET /v1/log/tile/{level}/{n1}/{n2}",
    "GET /v1/log/tile/{level}/{n1}/{n2}/{n3}",
    "GET /v1/log/tile/{level}/{n1}/{n2}/{n3}/{n4}",
    "GET /v1/log/keys",
    "GET /v1/log/entries/{digest}",
    "GET /v1/log/inclusion/{event}",
    "GET /v1/log/consistency",
    "GET /v1/log/proofs/{event}",
    "POST /v1/log/cosignatures",  // signed by the witness
};

// Open to every role, and yet an operator's, too.
const std::set<std::string> kOperatorsSee{"GET /v1/organisations/{organisation}"};

bool is_open(const Access& access) {
  return access.kind() == Access::Kind::anyone || access.kind() == Access::Kind::optional;
}

class AccessMatrix : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    platform_ = std::make_unique<Platform>();
    people_ = std::make_unique<People>(*platform_);
    scenario_ = std::make_unique<Scenario>(*platform_, *people_);
  }
  static void TearDownTestSuite() {
    scenario_.reset();
    people_.reset();
    platform_.reset();
  }

  static std::vector<const BoundRoute*> rows(bool internal) {
    std::vector<const BoundRoute*> out;
    for (const auto& row : platform_->table().rows()) {
      if ((row.access.kind() == Access::Kind::internal) == internal) out.push_back(&row);
    }
    return out;
  }
  // Those that have all the row names; one that stands for nothing where it names nothing.
  static std::vector<const Subject*> subjects_of(const BoundRoute& row) {
    const auto names = names_in(row);
    if (names.empty()) return {nullptr};
    std::vector<const Subject*> out;
    for (const auto& subject : scenario_->subjects()) {
      const bool has_all = std::all_of(names.begin(), names.end(),
                                       [&](const std::string& name) { return subject.names.contains(name); });
      if (has_all) out.push_back(&subject);
    }
    EXPECT_FALSE(out.empty()) << label_of(row) << " names what scenario.cpp does not make";
    return out;
  }
  static bool may_see(const BoundRoute& row, const Subject& subject, const Caller& caller) {
    if (subject.owners.contains(caller.name)) return true;
    const bool named = row.access.kind() == Access::Kind::only || kOperatorsSee.contains(label_of(row));
    return caller.role == auth::Role::platform_operator && named;
  }
  static Answer send(const BoundRoute& row, const Subject* subject, const std::string& token) {
    auto call = request_for(row, subject);
    call.token = token;
    return platform_->send(call);
  }
  // Of the second agency's organisation, as if it were of this region.
  static std::string agency_of(const std::string& region) {
    auto caller = people_->named("agency B");
    caller.organisation->region = region;
    return people_->fresh_token(caller);
  }
  static std::string told(const Answer& answer) {
    return std::to_string(answer.status) + " " + json::to_text(answer.body);
  }
  // What only the body names, and nobody else has, is a wrong field of the body, in the words of what is not there.
  static bool is_unknown_part(const BoundRoute& row, const Answer& answer) {
    return row.path.find('{') == row.path.npos && answer.status == 422 && answer.code.ends_with("_not_found");
  }
  // Past the door: whatever the handler then says, also that a standard's operation is not offered.
  static bool is_let_in(const Answer& answer) {
    const bool stopped = answer.code == "forbidden" || answer.code == "unauthenticated" ||
                         answer.code.starts_with("token_") || answer.code == "route_not_found";
    return !stopped && (answer.status < 500 || answer.status == 501);
  }

  static std::unique_ptr<Platform> platform_;
  static std::unique_ptr<People> people_;
  static std::unique_ptr<Scenario> scenario_;
};
std::unique_ptr<Platform> AccessMatrix::platform_;
std::unique_ptr<People> AccessMatrix::people_;
std::unique_ptr<Scenario> AccessMatrix::scenario_;

// Tests run in the order in which they stand: refusals first, which change nothing, then what is allowed.

TEST_F(AccessMatrix, KnowsEveryRowThatIsOpen) {
  std::set<std::string> open;
  for (const auto* row : rows(false)) {
    if (is_open(row->access)) open.insert(label_of(*row));
  }
  EXPECT_EQ(open, kOpenToAnybody);
  EXPECT_GT(rows(false).size(), 90u);
  for (const auto& [prefix, handler] : platform_->table().fast()) {
    EXPECT_TRUE(kOpenToAnybody.contains("GET " + prefix))
        << prefix << " is answered before anybody is asked who they are";
  }
}

TEST_F(AccessMatrix, NobodyComesInWithAWorthlessToken) {
  for (const auto* row : rows(false)) {
    if (row->access.kind() == Access::Kind::anyone) continue;
    const auto role = row->access.roles().empty() ? auth::Role::consumer : row->access.roles().front();
    const auto* subject = subjects_of(*row).front();
    for (const auto& [name, token] : people_->worthless_tokens(role)) {
      if (token.empty() && row->access.kind() == Access::Kind::optional) continue;
      const auto answer = send(*row, subject, token);
      EXPECT_EQ(answer.status, 401) << label_of(*row) << " with " << name << ": " << told(answer);
    }
  }
}

TEST_F(AccessMatrix, ARoleThatIsNotNamedIsRefused) {
  std::size_t refused = 0;
  for (const auto* row : rows(false)) {
    if (row->access.kind() != Access::Kind::only) continue;
    const auto* subject = subjects_of(*row).front();
    for (const auto& caller : people_->all()) {
      if (row->access.allows(caller.role)) continue;
      const auto answer = send(*row, subject, caller.token);
      EXPECT_EQ(answer.status, 403) << label_of(*row) << " by " << caller.name << ": " << told(answer);
      ++refused;
    }
  }
  EXPECT_GT(refused, 1000u);
}

TEST_F(AccessMatrix, WhatIsSomebodyElsesIsNotThere) {
  std::size_t hidden = 0;
  for (const auto* row : rows(false)) {
    if (is_open(row->access)) continue;
    for (const auto* subject : subjects_of(*row)) {
      if (!subject) continue;
      for (const auto& caller : people_->all()) {
        if (!row->access.allows(caller.role) || may_see(*row, *subject, caller)) continue;
        const auto answer = send(*row, subject, caller.token);
        EXPECT_TRUE(answer.status == 404 || answer.status == 403 || is_unknown_part(*row, answer))
            << label_of(*row) << " of " << subject->what << " by " << caller.name << ": " << told(answer);
        ++hidden;
      }
    }
  }
  EXPECT_GT(hidden, 300u);
}

// Households appear to the public as a number only: neither by name or phone nor by the pseudonym that events know.
TEST_F(AccessMatrix, NothingPublicNamesAHousehold) {
  std::size_t looked_at = 0, shown = 0;
  for (const auto* row : rows(false)) {
    if (!is_open(row->access) || row->method != http::Method::get) continue;
    for (const auto* subject : subjects_of(*row)) {
      for (const auto* accept : {"text/html", "application/json", "application/linkset+json"}) {
        for (const auto* language : {"zh-CN", "en"}) {
          auto call = request_for(*row, subject);
          call.headers = {{"Accept", accept}, {"Accept-Language", language}};
          const auto answer = platform_->send(call);
          for (const auto* secret : {"阿木", "13700137000", "hh_"})
            EXPECT_EQ(answer.text.find(secret), std::string::npos)
                << label_of(*row) << " as " << accept << " tells " << secret;
          ++looked_at;
          shown += answer.status == 200;
        }
      }
    }
  }
  EXPECT_GT(looked_at, 150u);
  EXPECT_GT(shown, 75u);
}

TEST_F(AccessMatrix, InternalRowsAreForServicesOnly) {
  for (const auto* row : rows(true)) {
    auto call = request_for(*row, nullptr);
    call.token = kInternalToken;
    EXPECT_EQ(platform_->send(call).status, 404) << label_of(*row) << " on the public listener";
    call.to_internal = true;
    const auto answer = platform_->send(call);
    EXPECT_TRUE(is_let_in(answer)) << label_of(*row) << ": " << told(answer);
    for (const auto& caller : people_->all()) {
      call.token = caller.token;
      EXPECT_EQ(platform_->send(call).status, 404) << label_of(*row) << " by " << caller.name;
    }
    call.token.clear();
    EXPECT_EQ(platform_->send(call).status, 404) << label_of(*row) << " without a token";
  }
}

// By agencies of other regions than the two that the scenario knows: of a district, another prefecture, the county of
// production and one beside it, both provinces together and each by itself. What is listed here is answered to them,
// and nothing else.
TEST_F(AccessMatrix, AnAgencySeesOfMeasurementWhatItsRegionHasTo) {
  const std::set<std::string> provinces{"*", "440000", "510000"};
  constexpr auto kAllFigures = "all figures of a frozen period";
  const auto with = [&](std::set<std::string> more) {
    more.insert(provinces.begin(), provinces.end());
    return more;
  };
  const auto either_side = with({"440600", "440605", "513400", "513431"}), buyers_side = with({"440600", "440605"});
  const std::set<std::string> regions{"*",      "440000", "440600", "440605", "440100", "440106",
                                      "510000", "513400", "513431", "513436", "513300"};
  const std::map<std::string, std::set<std::string>> seen{
      {"an offline sale", either_side},    {"a flag", either_side},
      {"a kept report", with({"440600"})}, {"an export", {}},  // of another organisation
      {"a frozen period", regions},        {kAllFigures, provinces},
      {"a reserved share", buyers_side},   {"a batch of benefits", {}},
      {"an employee's attribution", {}}};
  const std::set<std::string> few{"*", "510000", "440600", "513431"};
  std::size_t shown = 0, hidden = 0;
  for (const auto& region : regions) {
    const auto token = agency_of(region);
    for (const auto* row : rows(false)) {
      if (!row->path.starts_with("/v1/measurement/") || !row->access.allows(auth::Role::agency)) continue;
      for (const auto* subject : subjects_of(*row)) {
        if (!subject || !seen.contains(subject->what)) continue;
        if (subject->what == kAllFigures && !few.contains(region)) continue;  // ten times a minute and no more
        const bool sees = seen.at(subject->what).contains(region);
        const bool decides = sees && buyers_side.contains(region);
        if (row->method != http::Method::get && decides) continue;  // would do what it says
        const auto answer = send(*row, subject, token);
        const auto what = label_of(*row) + " of " + subject->what + " by an agency of " + region + ": " + told(answer);
        if (row->method == http::Method::get && sees) {
          EXPECT_LT(answer.status, 300) << what;
          ++shown;
        } else {
          EXPECT_TRUE(answer.status == 404 || answer.status == 403) << what;
          ++hidden;
        }
      }
    }
    for (const auto* list : {"/v1/measurement/registrations", "/v1/measurement/flags"}) {
      Call call;
      call.target = list;
      call.token = token;
      const auto answer = platform_->send(call);
      ASSERT_EQ(answer.status, 200) << told(answer);
      EXPECT_EQ(!answer.body.at("items").as_array().empty(), either_side.contains(region))
          << list << " by an agency of " << region;
    }
  }
  EXPECT_GT(shown, 50u);
  EXPECT_GT(hidden, 60u);
}

// Answers that agencies file are tables, too, in the language that is asked for.
TEST_F(AccessMatrix, WhatIsFiledIsATable) {
  const std::string year = to_string(china_date(SystemClock().now())).substr(0, 4);
  const std::pair<std::string, const char*> tables[] = {
      {"/v1/measurement/completion?level=region&year=" + year, "采购目标完成情况表"},
      {"/v1/measurement/reserved-share/rollup?year=" + year, "预留份额执行情况表"},
      {"/v1/measurement/reserved-share/overview?half=2&year=" + year, "预留份额执行情况半年通报表"},
      {"/v1/measurement/benefits?group_by=method&period=" + year, "联农带农情况表"}};
  for (const auto& [target, title] : tables) {
    Call call;
    call.token = people_->named(target.find("rollup") == target.npos ? "agency B" : "budget_unit A").token;
    if (target.find("overview") != target.npos) call.token = agency_of("*");
    call.target = target + "&format=csv";
    const auto csv = platform_->send(call);
    EXPECT_EQ(csv.status, 200) << target << ' ' << told(csv);
    EXPECT_NE(csv.text.find("text/csv"), std::string::npos) << target;
    EXPECT_NE(csv.text.find(title), std::string::npos) << target;
    call.target = target + "&format=xlsx";
    EXPECT_NE(platform_->send(call).text.find("spreadsheetml.sheet"), std::string::npos) << target;
    call.target = target;
    EXPECT_EQ(platform_->send(call).text.find(title), std::string::npos) << target;
  }
}

// Without this, what is hidden from others might be what does not exist. Of some kinds not all have what the row reads:
// a recall, say.
TEST_F(AccessMatrix, WhatIsOnesOwnIsThere) {
  for (const auto* row : rows(false)) {
    if (row->method != http::Method::get || is_open(row->access) || names_in(*row).empty()) continue;
    for (const auto& caller : people_->all()) {
      std::size_t asked = 0, found = 0;
      std::string last;
      for (const auto* subject : subjects_of(*row)) {
        if (!row->access.allows(caller.role) || !may_see(*row, *subject, caller)) continue;
        const auto answer = send(*row, subject, caller.token);
        ++asked;
        if (answer.status < 300) ++found;
        last = told(answer);
      }
      EXPECT_TRUE(asked == 0 || found > 0) << label_of(*row) << " by " << caller.name << ": " << last;
    }
  }
}

// Last: these calls do what they say.
TEST_F(AccessMatrix, ARoleThatIsNamedComesIn) {
  for (const auto* row : rows(false)) {
    const auto subjects = subjects_of(*row);
    if (is_open(row->access)) {
      const auto answer = send(*row, subjects.front(), "");
      EXPECT_TRUE(is_let_in(answer)) << label_of(*row) << ": " << told(answer);
      continue;
    }
    for (const auto* subject : subjects) {
      for (const auto& caller : people_->all()) {
        if (!row->access.allows(caller.role) || (subject && !may_see(*row, *subject, caller))) continue;
        const auto answer = send(*row, subject, people_->fresh_token(caller));
        EXPECT_TRUE(is_let_in(answer)) << label_of(*row) << " by " << caller.name << ": " << told(answer);
      }
    }
  }
}

}  // namespace
}  // namespace shanhai::system_test
