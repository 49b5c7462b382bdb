#include "services/measurement/reserved_share/routes.hpp"
#include "tests/integration/measurement/units_world.hpp"

namespace shanhai::measurement {
namespace {

using auth::Role;
using Declaring = UnitWorld;

TEST_F(Declaring, ReservesAtLeastTheRegionsRatio) {
  const auto unit = organisation();
  const auto made = declare(as(unit), own_canteen(1'000'001));
  EXPECT_EQ(made.ratio_ppm, 300'000) << "Guangdong's";
  EXPECT_EQ(made.reserved, Money(300'001));
  EXPECT_EQ(made.state, DeclarationState::submitted);
  const auto other = organisation();
  auto more = own_canteen(1000);
  more.ratio_ppm = Bounded<1, 1'000'000>(400'000);
  EXPECT_EQ(declare(as(other), more).reserved, Money(400)) << "more may be reserved";
  more.ratio_ppm = Bounded<1, 1'000'000>(299'999);
  EXPECT_EQ(refused(declarations.submit(by(as(organisation())), more, key())), "ratio_below_least");
  // From 2026 on the district decides otherwise.
  RatioBody ratio{Text<1, 6>("440605"), Bounded<2000, 2999>(2026), Bounded<0, 1'000'000>(350'000),
                  Text<1, 300>("区文件"), Text<1, 500>("提高比例")};
  const auto ratios = must(declarations.ratios());
  EXPECT_EQ(must(declarations.set_ratio(by(platform_operator()), ratio, ratios.version)).version, ratios.version + 1);
  EXPECT_EQ(refused(declarations.set_ratio(by(platform_operator()), ratio, ratios.version)), "precondition_failed");
  EXPECT_EQ(declare(as(organisation()), own_canteen(1000)).reserved, Money(350));
}

TEST_F(Declaring, EachSeededRatioSaysWhereItComesFrom) {
  for (const auto& ratio : must(declarations.ratios()).items) {
    EXPECT_TRUE(ratio.standing == "documented" || ratio.standing == "assumed") << ratio.region;
    EXPECT_FALSE(ratio.source.empty()) << ratio.region;
    EXPECT_GE(ratio.ratio_ppm, ratio.region == "440000" ? 300'000 : 100'000);
  }
}

TEST_F(Declaring, IsReviewedByTheNearestActiveSuperior) {
  auto top = organisation(), middle = organisation(top);
  const auto unit = organisation(middle), sibling = organisation(middle);
  const auto made = declare(as(unit), own_canteen(1000));
  const auto decide_as = [&](const auth::Principal& who) {
    return refused(declarations.decide(by(who), made.declaration_id, DeclarationAction::confirm, "已核", made.version));
  };
  EXPECT_EQ(decide_as(as(unit)), "not_the_reviewer");
  EXPECT_EQ(decide_as(as(top)), "not_the_reviewer") << "there is a nearer one";
  EXPECT_EQ(decide_as(agency_of("440600")), "not_the_reviewer") << "there is a superior";
  EXPECT_EQ(decide_as(as(sibling)), "declaration_not_found");
  EXPECT_EQ(decide_as(agency_of("440100")), "declaration_not_found");
  auto clerk = as(middle);
  clerk.administrator = false;
  EXPECT_EQ(decide_as(clerk), "not_an_administrator");
  middle.status = identity::OrganisationStatus::suspended;
  ++middle.version;
  tell(middle);
  EXPECT_EQ(decide(as(top), made, DeclarationAction::confirm).state, DeclarationState::confirmed);
}

TEST_F(Declaring, WithoutASuperiorTheRegionsAgencyReviews) {
  const auto unit = organisation();
  const auto made = declare(as(unit), own_canteen(1000));
  const auto by_agency = [&](const char* region) {
    return declarations.decide(by(agency_of(region)), made.declaration_id, DeclarationAction::confirm, "已核",
                               made.version);
  };
  EXPECT_EQ(refused(by_agency("440100")), "declaration_not_found");
  EXPECT_EQ(refused(by_agency("513431")), "declaration_not_found");
  EXPECT_EQ(must(by_agency("440605")).state, DeclarationState::confirmed);
}

TEST_F(Declaring, IsSentBackCorrectedAndConfirmedWithEveryStepKept) {
  const auto top = organisation(), unit = organisation(top);
  const auto first = declare(as(unit), own_canteen(1000));
  const auto back = decide(as(top), first, DeclarationAction::send_back);
  EXPECT_EQ(back.state, DeclarationState::sent_back);
  EXPECT_EQ(
      refused(declarations.decide(by(as(top)), first.declaration_id, DeclarationAction::confirm, "x", back.version)),
      "declaration_state");
  EXPECT_EQ(refused(declarations.correct(by(as(unit)), first.declaration_id, own_canteen(2000), first.version)),
            "precondition_failed");
  EXPECT_EQ(refused(declarations.correct(by(as(top)), first.declaration_id, own_canteen(2000), back.version)),
            "not_the_filing_unit");
  const auto corrected =
      must(declarations.correct(by(as(unit)), first.declaration_id, own_canteen(2000), back.version));
  EXPECT_EQ(corrected.reserved, Money(600));
  decide(as(top), corrected, DeclarationAction::confirm);
  const auto whole = must(declarations.get(as(unit), first.declaration_id));
  ASSERT_EQ(whole.steps->size(), 4u);
  EXPECT_EQ(whole.steps->at(0).declared.at("canteen_total").at("amount_fen").to_number<std::int64_t>(), 1000);
  EXPECT_EQ(whole.steps->at(1).reason, "已核");
  EXPECT_EQ(whole.steps->at(1).organisation_id, top.id);
  EXPECT_EQ(whole.steps->at(3).action, DeclarationAction::confirm);
  EXPECT_EQ(column("SELECT CONCAT_WS(' ', version, reason) AS text FROM outbox WHERE aggregate_type = 'reserved_share' "
                   "ORDER BY version"),
            (std::vector<std::string>{"1 submit", "2 send_back", "3 submit", "4 confirm"}));
  EXPECT_EQ(column("SELECT template AS text FROM notification ORDER BY id"),
            (std::vector<std::string>{"measurement.share_submitted", "measurement.share_sent_back",
                                      "measurement.share_submitted", "measurement.share_confirmed"}));
}

TEST_F(Declaring, OnceAYearAndUnitAlsoWhenTwoFileAtOnce) {
  const auto unit = organisation(), sharing = organisation(), third = organisation();
  auto shared = own_canteen(1000);
  shared.canteen = CanteenCase::shared;
  shared.sharing_units = std::vector{sharing.id};
  const auto made = declare(as(unit), shared);
  EXPECT_EQ(refused(declarations.submit(by(as(unit)), own_canteen(1000), key())), "already_declared");
  EXPECT_EQ(refused(declarations.submit(by(as(sharing)), own_canteen(1000), key())), "already_declared")
      << "another unit filed for it";
  auto overlapping = shared;
  overlapping.sharing_units = std::vector{sharing.id};
  EXPECT_EQ(refused(declarations.submit(by(as(third)), overlapping, key())), "already_declared");
  EXPECT_EQ(column("SELECT COUNT(*) AS text FROM reserved_share_declaration"), std::vector<std::string>{"1"})
      << "what is refused leaves nothing";
  EXPECT_EQ(must(declarations.get(as(sharing), made.declaration_id)).units.size(), 2u) << "whom it is for sees it";
  EXPECT_EQ(column("SELECT template AS text FROM notification"), std::vector<std::string>{"measurement.share_named"});
  decide(as(unit), made, DeclarationAction::withdraw);
  EXPECT_EQ(declare(as(sharing), own_canteen(1000)).state, DeclarationState::submitted);
}

TEST_F(Declaring, TheSameKeyDeclaresOnce) {
  const auto unit = organisation();
  const auto one = key();
  const auto first = must(declarations.submit(by(as(unit)), own_canteen(1000), one));
  const auto again = must(declarations.submit(by(as(unit)), own_canteen(1000), one));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.value.declaration_id, first.value.declaration_id);
}

TEST_F(Declaring, IsForAdministratorsOfBudgetUnits) {
  const auto workers = organisation({}, "440605", OrganisationKind::trade_union), unit = organisation();
  EXPECT_EQ(refused(declarations.submit(by(as(workers)), own_canteen(1000), key())), "not_a_budget_unit");
  auto clerk = as(unit);
  clerk.administrator = false;
  EXPECT_EQ(refused(declarations.submit(by(clerk), own_canteen(1000), key())), "not_an_administrator");
}

TEST_F(Declaring, NamesOnlyWhoIsThere) {
  const auto unit = organisation(), enterprise = organisation({}, "440605", OrganisationKind::enterprise);
  auto shared = own_canteen(1000);
  shared.canteen = CanteenCase::shared;
  shared.sharing_units = std::vector{organisation().id, enterprise.id};
  EXPECT_EQ(refused(declarations.submit(by(as(unit)), shared, key())), "/sharing_units/1 unknown_unit");
  auto outsourced = own_canteen(1000);
  outsourced.canteen = CanteenCase::outsourced;
  outsourced.contractor = organisation().id;
  EXPECT_EQ(refused(declarations.submit(by(as(unit)), outsourced, key())), "/contractor unknown_unit");
  outsourced.contractor = enterprise.id;
  EXPECT_EQ(declare(as(unit), outsourced).contractor, enterprise.id);
}

TEST_F(Declaring, AUnitThatIsGoneIsFiledForByItsSuperiorAndNobodySucceedsThemselves) {
  const auto top = organisation(), heir = organisation(top), stranger = organisation();
  auto gone = organisation(top);
  auto merged = exempt(CanteenCase::merged);
  merged.successor = heir.id;
  merged.unit = gone.id;
  EXPECT_EQ(refused(declarations.submit(by(as(stranger)), merged, key())), "/unit unknown_unit");
  auto own = own_canteen(1000);
  own.unit = gone.id;
  EXPECT_EQ(refused(declarations.submit(by(as(top)), own, key())), "/canteen not_allowed");
  EXPECT_EQ(refused(declarations.submit(by(as(top)), merged, key())), "/unit still_active");
  suspend(gone);
  const auto made = declare(as(top), merged);
  EXPECT_EQ(made.unit_id, gone.id);
  EXPECT_EQ(made.reserved, Money());
  EXPECT_EQ(
      refused(declarations.decide(by(as(top)), made.declaration_id, DeclarationAction::confirm, "x", made.version)),
      "not_the_reviewer")
      << "nobody reviews what they filed";
  EXPECT_EQ(decide(agency_of("440600"), made, DeclarationAction::send_back).state, DeclarationState::sent_back);
  auto again = merged;
  again.exempt_reason = Text<1, 500>("已并入");
  EXPECT_EQ(refused(declarations.correct(by(as(top)), made.declaration_id, own, 2)), "/canteen not_allowed")
      << "nor by way of a correction";
  EXPECT_EQ(must(declarations.correct(by(as(top)), made.declaration_id, again, 2)).exempt_reason, "已并入");
  gone.status = identity::OrganisationStatus::active;
  ++gone.version;
  tell(gone);
  auto back = exempt(CanteenCase::merged);
  back.successor = gone.id;
  EXPECT_EQ(refused(declarations.submit(by(as(heir)), back, key())), "/successor not_allowed");
}

TEST_F(Declaring, WhatWasFiledForAUnitThatIsThereAgainIsNotConfirmed) {
  const auto top = organisation(), middle = organisation(top);
  auto unit = organisation(middle);
  suspend(unit);
  auto abolished = exempt(CanteenCase::abolished);
  abolished.unit = unit.id;
  const auto made = declare(as(middle), abolished);
  unit.status = identity::OrganisationStatus::active;
  ++unit.version;
  tell(unit);
  EXPECT_EQ(
      refused(declarations.decide(by(as(top)), made.declaration_id, DeclarationAction::confirm, "x", made.version)),
      "unit_still_active");
  EXPECT_EQ(refused(declarations.correct(by(as(middle)), made.declaration_id, abolished, made.version)),
            "/unit still_active");
  const auto corrected = must(declarations.correct(by(as(unit)), made.declaration_id, own_canteen(1000), 1));
  EXPECT_EQ(decide(as(top), corrected, DeclarationAction::confirm).state, DeclarationState::confirmed)
      << "the unit has filed itself";
}

TEST_F(Declaring, WhatTheOperatorFiledItCorrectsAndWithdraws) {
  const auto top = organisation(), other = organisation(top);
  auto unit = organisation(top);
  suspend(unit);
  const auto operates = platform_operator();
  auto abolished = exempt(CanteenCase::abolished);
  abolished.unit = unit.id;
  const auto made = declare(operates, abolished);
  const auto back = decide(as(top), made, DeclarationAction::send_back);
  abolished.successor = other.id;
  EXPECT_EQ(refused(declarations.correct(by(as(other)), made.declaration_id, abolished, back.version)),
            "declaration_not_found");
  EXPECT_EQ(refused(declarations.correct(by(as(top)), made.declaration_id, abolished, back.version)),
            "not_the_filing_unit");
  const auto corrected = must(declarations.correct(by(operates), made.declaration_id, abolished, back.version));
  EXPECT_EQ(corrected.successor, other.id);
  EXPECT_EQ(decide(operates, corrected, DeclarationAction::withdraw).state, DeclarationState::withdrawn);
  Workers workers{1, 4};
  ShareRoutes routes(declarations, reports, workers);
  http::RouteTable table;
  routes.mount(table);
  int open = 0;
  for (const auto& row : table.rows()) {
    const bool files = row.path.ends_with("/declarations/{declaration}") || row.path.ends_with("/withdraw");
    if (files && row.access.allows(auth::Role::platform_operator)) ++open;
  }
  EXPECT_EQ(open, 3) << "to read, correct and withdraw";
}

TEST_F(Declaring, WhoeverItNamesMayObjectAndTheReviewerSeesIt) {
  const auto top = organisation(), unit = organisation(top), sharing = organisation(top), other = organisation(top);
  auto shared = own_canteen(1000);
  shared.canteen = CanteenCase::shared;
  shared.sharing_units = std::vector{sharing.id, other.id};
  const auto made = declare(as(unit), shared);
  const auto object = [&](const auth::Principal& who, std::int64_t version) {
    return declarations.decide(by(who), made.declaration_id, DeclarationAction::object, "本单位自有食堂", version);
  };
  EXPECT_EQ(refused(object(as(unit), 1)), "not_a_sharing_unit");
  EXPECT_EQ(refused(object(as(top), 1)), "not_a_sharing_unit");
  EXPECT_EQ(refused(object(as(organisation()), 1)), "declaration_not_found");
  auto clerk = as(sharing);
  clerk.administrator = false;
  EXPECT_EQ(refused(object(clerk, 1)), "not_an_administrator");
  const auto objected = must(object(as(sharing), 1));
  EXPECT_EQ(objected.state, DeclarationState::submitted);
  EXPECT_EQ(refused(object(as(sharing), 2)), "already_objected");
  EXPECT_EQ(column("SELECT template AS text FROM notification WHERE template LIKE '%objected'").size(), 2u)
      << "who filed it and who reviews it";
  EXPECT_EQ(refused(declarations.decide(by(as(top)), made.declaration_id, DeclarationAction::confirm, "x", 1)),
            "precondition_failed")
      << "nobody confirms without having read it";
  DeclarationQuery query;
  query.year = 2026;
  const auto seen = must(declarations.list(as(top), query)).items.at(0).objections;
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].unit_id, sharing.id);
  EXPECT_EQ(seen[0].reason, "本单位自有食堂");
  const auto confirmed = decide(as(top), objected, DeclarationAction::confirm);
  const auto late = must(object(as(other), confirmed.version));
  EXPECT_EQ(late.state, DeclarationState::confirmed) << "a figure that was published does not vanish by itself";
  EXPECT_EQ(late.objections.size(), 2u);
  const auto back = decide(as(top), late, DeclarationAction::send_back);
  EXPECT_EQ(column("SELECT template AS text FROM notification WHERE template LIKE '%objection_reviewed'").size(), 3u)
      << "the first of the confirmation, both when it was sent back";
  shared.sharing_units = std::vector{other.id};
  const auto corrected = must(declarations.correct(by(as(unit)), made.declaration_id, shared, back.version));
  EXPECT_TRUE(corrected.objections.empty()) << "it is another one now";
  EXPECT_EQ(declare(as(sharing), own_canteen(500)).state, DeclarationState::submitted);
  for (const auto& text : column("SELECT CONCAT_WS(' ', actor, reason, payload) AS text FROM outbox"))
    EXPECT_EQ(text.find("自有食堂"), text.npos) << "words stay with the step";
}

TEST_F(Declaring, ListsAreOfOnesOwnAndOfOnesRegion) {
  const auto top = organisation(), below = organisation(top), elsewhere = organisation({}, "440106");
  declare(as(below), own_canteen(1000));
  declare(as(elsewhere), own_canteen(1000));
  const auto seen = [&](const auth::Principal& who) {
    DeclarationQuery query;
    query.year = 2026;
    return must(declarations.list(who, query)).items.size();
  };
  EXPECT_EQ(seen(as(top)), 1u);
  EXPECT_EQ(seen(as(below)), 1u);
  EXPECT_EQ(seen(agency_of("440600")), 1u);
  EXPECT_EQ(seen(agency_of("440000")), 2u);
  EXPECT_EQ(seen(agency_of("513431")), 0u);
  EXPECT_EQ(seen(platform_operator()), 2u);
  DeclarationQuery query;
  query.year = 2026;
  query.limit = Bounded<1, 200>(1);
  const auto page = must(declarations.list(platform_operator(), query));
  ASSERT_TRUE(page.next_cursor);
  query.cursor = Text<1, 512>(*page.next_cursor);
  EXPECT_EQ(must(declarations.list(platform_operator(), query)).items.at(0).unit_id, elsewhere.id);
  query = {};
  query.year = 2026;
  query.unit = below.id;
  EXPECT_EQ(must(declarations.list(platform_operator(), query)).items.size(), 1u);
  query.state = DeclarationState::confirmed;
  EXPECT_EQ(must(declarations.list(platform_operator(), query)).items.size(), 0u);
  EXPECT_EQ(reads_of("measurement.shares.read"), std::vector<std::string>{"measurement.shares.read 10"});
}

}  // namespace
}  // namespace shanhai::measurement
