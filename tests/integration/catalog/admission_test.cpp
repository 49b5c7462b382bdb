#include <gtest/gtest.h>

#include <thread>

#include "tests/integration/catalog/world.hpp"

namespace shanhai::catalog {
namespace {

class Admission : public World {};

TEST_F(Admission, KeepsWhoAndWhyOfEveryStep) {
  const auto caller = cooperative();
  const auto county = reviewer(kZhaojue), operator_ = platform();
  const auto applied = must(suppliers.apply(caller, application(caller), "0af7651916cd43dd8448eb211c80319c"));
  EXPECT_EQ(applied.status, SupplierStatus::applied);
  EXPECT_EQ(applied.supplier_id, *caller.organisation);
  EXPECT_EQ(applied.version, 1);
  EXPECT_EQ(applied.contact_name, "阿依");
  ASSERT_EQ(applied.licences.size(), 2u);
  EXPECT_EQ(applied.licences[0].file.media_type, "text/plain");
  must(suppliers.move(county, applied.supplier_id, SupplierVerb::recommend, "材料齐全", {}));
  const auto approved = must(suppliers.move(operator_, applied.supplier_id, SupplierVerb::approve, "同意", {}));
  EXPECT_EQ(approved.status, SupplierStatus::approved);
  ASSERT_EQ(approved.history.size(), 3u);
  EXPECT_EQ(approved.history[1].actor, county.actor());
  EXPECT_EQ(approved.history[1].reason, "材料齐全");
  EXPECT_EQ(approved.history[2].status, "approved");

  const auto events = events_of(kSupplierChanged);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].trace_id, "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(events[2].actor, operator_.actor());
  const auto payload = json::read<SupplierChanged>(events[2].payload);
  ASSERT_TRUE(payload.has_value());
  EXPECT_EQ(payload->status, SupplierStatus::approved);
  EXPECT_EQ(payload->registration_county, kZhaojue);
}

TEST_F(Admission, IsForOneApplicationPerOrganisation) {
  const auto caller = cooperative();
  must(suppliers.apply(caller, application(caller), {}));
  EXPECT_EQ(refused(suppliers.apply(caller, application(caller), {})).code, "supplier_exists");
}

TEST_F(Admission, ARefusedSupplierMayApplyAgainWithOtherLicences) {
  const auto caller = cooperative();
  const auto id = must(suppliers.apply(caller, application(caller), {})).supplier_id;
  must(suppliers.move(platform(), id, SupplierVerb::refuse, "证照不清晰", {}));
  auto corrected = application(caller);
  corrected.legal_name = "昭觉县苦荞合作社联合社";
  corrected.licences.pop_back();
  corrected.contact_name.reset();
  const auto again = must(suppliers.apply(caller, corrected, {}));
  EXPECT_EQ(again.status, SupplierStatus::applied);
  EXPECT_EQ(again.version, 3);
  EXPECT_EQ(again.legal_name, "昭觉县苦荞合作社联合社");
  EXPECT_EQ(again.licences.size(), 1u);
  EXPECT_EQ(again.contact_name, std::nullopt);
  EXPECT_EQ(again.history.size(), 3u);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM supplier_licence"), 3) << "what was handed in before is kept";
}

TEST_F(Admission, StepsOutOfOrderAreRefused) {
  const auto caller = cooperative();
  const auto id = must(suppliers.apply(caller, application(caller), {})).supplier_id;
  const auto error = refused(suppliers.move(platform(), id, SupplierVerb::approve, "直接批准", {}));
  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.code, "supplier_state");
  EXPECT_EQ(must(suppliers.get(caller, id)).version, 1) << "nothing is half done";
  EXPECT_EQ(events_of(kSupplierChanged).size(), 1u);
}

TEST_F(Admission, MustBeAboutTheOrganisationThatAsks) {
  const auto caller = cooperative();
  auto other = application(caller);
  other.uscc = application(cooperative()).uscc;
  EXPECT_EQ(places(refused(suppliers.apply(caller, other, {}))),
            std::vector<std::string>{"/uscc differs_from_organisation"});
  organisations->known[*caller.organisation].kind = identity::OrganisationKind::trade_union;
  EXPECT_EQ(places(refused(suppliers.apply(caller, application(caller), {}))),
            std::vector<std::string>{"/kind differs_from_organisation"});
  organisations->known[*caller.organisation].status = identity::OrganisationStatus::suspended;
  EXPECT_EQ(refused(suppliers.apply(caller, application(caller), {})).code, "organisation_not_active");
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM supplier"), 0);
}

TEST_F(Admission, WrongFilesAreNamedAndNothingIsWritten) {
  const auto caller = cooperative();
  auto wrong = application(caller);
  wrong.licences[1].file.content_base64 = "???";
  EXPECT_EQ(places(refused(suppliers.apply(caller, wrong, {}))),
            std::vector<std::string>{"/licences/1/file/content_base64 invalid_base64"});
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM stored_file"), 0);
}

TEST_F(Admission, OneCreditCodeIsOneApprovedSuppliers) {
  const auto first = supplier();
  const auto second = cooperative();
  organisations->known[*second.organisation].uscc = organisations->known[*first.organisation].uscc;
  const auto id = must(suppliers.apply(second, application(second), {})).supplier_id;
  must(suppliers.move(reviewer(kZhaojue), id, SupplierVerb::recommend, "材料齐全", {}));
  EXPECT_EQ(refused(suppliers.move(platform(), id, SupplierVerb::approve, "同意", {})).code, "uscc_taken");
  // Its own suspension and reinstatement do not stand in its way.
  must(suppliers.move(platform(), *first.organisation, SupplierVerb::suspend, "投诉", {}));
  must(suppliers.move(platform(), *first.organisation, SupplierVerb::reinstate, "查无实据", {}));
}

TEST_F(Admission, EachSeesWhatIsItsOwn) {
  const auto caller = cooperative(), stranger = supplier(kMeigu);
  const auto id = must(suppliers.apply(caller, application(caller), {})).supplier_id;
  LicenceId licence;
  for (const auto& held : must(suppliers.get(caller, id)).licences) {
    if (held.kind == LicenceKind::business_licence) licence = held.licence_id;
  }
  for (const auto& other : {stranger, reviewer(kMeigu), reviewer("")}) {
    EXPECT_EQ(refused(suppliers.get(other, id)).code, "supplier_not_found");
    EXPECT_EQ(refused(suppliers.licence_file(other, id, licence)).code, "licence_not_found");
    EXPECT_EQ(refused(suppliers.move(other, id, SupplierVerb::recommend, "?", {})).code, "supplier_not_found");
  }
  for (const auto& concerned : {caller, reviewer(kZhaojue), platform()}) {
    EXPECT_EQ(must(suppliers.get(concerned, id)).supplier_id, id);
    EXPECT_EQ(must(suppliers.licence_file(concerned, id, licence)).bytes.substr(0, 12), "营业执照");
  }
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'catalog.licence_file.read'"), 3);
  EXPECT_EQ(must(suppliers.list(reviewer(kZhaojue), {})).items.size(), 1u);
  EXPECT_EQ(must(suppliers.list(reviewer(kMeigu), {})).items.size(), 1u);
  EXPECT_EQ(must(suppliers.list(platform(), {})).items.size(), 2u);
  EXPECT_TRUE(must(suppliers.list(stranger, {})).items.empty());
  SupplierQuery query;
  query.county = kZhaojue;
  EXPECT_TRUE(must(suppliers.list(reviewer(kMeigu), query)).items.empty()) << "another county's";
  query.status = SupplierStatus::approved;
  EXPECT_TRUE(must(suppliers.list(platform(), query)).items.empty());
}

TEST_F(Admission, ListsGoOnWhereTheyStopped) {
  for (int i = 0; i < 5; ++i) {
    const auto caller = cooperative();
    must(suppliers.apply(caller, application(caller), {}));
    clock.advance(std::chrono::seconds(1));
  }
  SupplierQuery query;
  query.limit = 2;
  std::vector<OrganisationId> seen;
  for (;;) {
    const auto page = must(suppliers.list(platform(), query));
    for (const auto& item : page.items) seen.push_back(item.supplier_id);
    if (!page.next_cursor) break;
    query.cursor = *page.next_cursor;
  }
  EXPECT_EQ(seen.size(), 5u);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  query.cursor = "nonsense";
  EXPECT_EQ(places(refused(suppliers.list(platform(), query))),
            std::vector<std::string>{"query/cursor invalid_cursor"});
}

TEST_F(Admission, ContactsAreSealedAndInNoEvent) {
  supplier();
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM supplier WHERE INSTR(contact_name, '阿依') > 0"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM outbox WHERE INSTR(payload, '阿依') > 0"), 0);
}

TEST_F(Admission, TwoDecisionsAtOnceBecomeOne) {
  const auto caller = cooperative();
  const auto id = must(suppliers.apply(caller, application(caller), {})).supplier_id;
  must(suppliers.move(reviewer(kZhaojue), id, SupplierVerb::recommend, "材料齐全", {}));
  std::atomic<int> done{0}, conflicts{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      const auto verb = i % 2 ? SupplierVerb::approve : SupplierVerb::refuse;
      const auto result = run(suppliers.move(platform(), id, verb, "同时", {}));
      ++(result.has_value() ? done : conflicts);
      if (result.has_error()) {
        EXPECT_EQ(result.error().code, "supplier_state");
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(done, 1);
  EXPECT_EQ(conflicts, 5);
  EXPECT_EQ(must(suppliers.get(caller, id)).version, 3);
}

}  // namespace
}  // namespace shanhai::catalog
