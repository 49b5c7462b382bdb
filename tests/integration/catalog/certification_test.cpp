#include <gtest/gtest.h>

#include <thread>

#include "tests/integration/catalog/world.hpp"

namespace shanhai::catalog {
namespace {

class Certifications : public World {
 protected:
  Review pass() {
    Review review;
    review.decision = Verdict::pass;
    review.reason = "带农材料属实";
    return review;
  }
  // In publicity until seven days from now.
  CertificationView in_publicity(const auth::Principal& by) {
    const auto product = published(by, tea());
    const auto applied = must(certifications.apply(by, evidence(product.product_id)));
    return must(certifications.review(county, applied.certification_id, pass(), {}));
  }
  bool certified_at(ProductId product, Instant at) {
    const auto found = must(certifications.eligibility(product, at));
    EXPECT_EQ(found.eligible, found.certification_id.has_value());
    return found.eligible;
  }
  void pass_publicity() { clock.advance(std::chrono::days(7)); }

  const auth::Principal county = reviewer(kZhaojue);
};

TEST_F(Certifications, BecomeValidWhenPublicityIsOver) {
  const auto caller = supplier();
  const auto seen = in_publicity(caller);
  EXPECT_EQ(seen.status, CertificationStatus::publicity);
  EXPECT_EQ(*seen.publicity_ends_at, clock.now() + std::chrono::days(7));
  EXPECT_FALSE(seen.eligible_now);
  EXPECT_EQ(run(certifications.end_publicity()), 0);
  clock.advance(std::chrono::days(7) - std::chrono::microseconds(1));
  EXPECT_EQ(run(certifications.end_publicity()), 0);
  EXPECT_TRUE(events_of(kCertificationChanged).empty()) << "before publicity is over there is no event";
  clock.advance(std::chrono::microseconds(1));
  const auto valid_from = clock.now();
  EXPECT_EQ(run(certifications.end_publicity()), 1);
  EXPECT_EQ(run(certifications.end_publicity()), 0);
  const auto valid = must(certifications.get(caller, seen.certification_id));
  EXPECT_EQ(valid.status, CertificationStatus::valid);
  EXPECT_TRUE(valid.eligible_now);
  ASSERT_EQ(valid.history.size(), 3u);
  EXPECT_EQ(valid.history[2].actor, "system");
  const auto events = events_of(kCertificationChanged);
  ASSERT_EQ(events.size(), 1u);
  const auto payload = json::read<CertificationChanged>(events[0].payload);
  ASSERT_TRUE(payload.has_value());
  EXPECT_EQ(payload->valid_from, valid_from);
  EXPECT_EQ(to_rfc3339(payload->valid_to), "2027-11-29T16:00:00Z");
  EXPECT_EQ(payload->households, 3);
  EXPECT_FALSE(payload->revoked);
  EXPECT_FALSE(certified_at(seen.product_id, valid_from - std::chrono::microseconds(1)));
  EXPECT_TRUE(certified_at(seen.product_id, valid_from));
  EXPECT_FALSE(certified_at(seen.product_id, payload->valid_to));
}

TEST_F(Certifications, WithoutPublicityDaysAreValidAtOnce) {
  const auto caller = supplier();
  const auto product = published(caller, tea());
  const auto valid = certified(caller, product.product_id);
  EXPECT_EQ(valid.status, CertificationStatus::valid);
  EXPECT_EQ(valid.version, 3);
  EXPECT_EQ(valid.history.size(), 3u);
  EXPECT_EQ(events_of(kCertificationChanged).size(), 1u);
}

TEST_F(Certifications, AnObjectionHoldsThemUpUntilItIsDecided) {
  const auto caller = supplier();
  const auto seen = in_publicity(caller);
  ObjectionText text;
  text.text = "这三户并未收到货款。";
  text.contact = "村民，13900000001";
  const auto receipt = must(certifications.object(seen.certification_id, text));
  pass_publicity();
  EXPECT_EQ(run(certifications.end_publicity()), 0);
  const auto held = must(certifications.get(county, seen.certification_id));
  ASSERT_EQ(held.objections.size(), 1u);
  EXPECT_EQ(held.objections[0].objection_id, receipt.objection_id);
  EXPECT_EQ(held.objections[0].contact, "村民，13900000001");
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM certification_objection WHERE INSTR(contact, '139') > 0"), 0) << "sealed";
  const auto own = must(certifications.get(caller, seen.certification_id));
  EXPECT_EQ(own.open_objections, 1);
  EXPECT_TRUE(own.objections.empty()) << "who is objected to does not learn who objects";

  ObjectionDecision decision;
  decision.decision = Verdict::pass;
  decision.reason = "已核对付款凭证";
  const auto valid = must(certifications.decide(county, seen.certification_id, decision, {}));
  EXPECT_EQ(valid.status, CertificationStatus::valid) << "publicity was over already";
  EXPECT_EQ(valid.objections[0].state, ObjectionState::dismissed);
  EXPECT_EQ(*valid.valid_from, clock.now());
}

TEST_F(Certifications, ADismissedObjectionDoesNotShortenPublicity) {
  const auto seen = in_publicity(supplier());
  ObjectionText text;
  text.text = "有疑问。";
  must(certifications.object(seen.certification_id, text));
  ObjectionDecision decision;
  decision.decision = Verdict::pass;
  decision.reason = "已答复";
  EXPECT_EQ(must(certifications.decide(county, seen.certification_id, decision, {})).status,
            CertificationStatus::publicity);
  EXPECT_EQ(run(certifications.end_publicity()), 0);
  pass_publicity();
  EXPECT_EQ(run(certifications.end_publicity()), 1);
}

TEST_F(Certifications, AnUpheldObjectionEndsThem) {
  const auto caller = supplier();
  const auto seen = in_publicity(caller);
  ObjectionText text;
  text.text = "产地不实。";
  must(certifications.object(seen.certification_id, text));
  ObjectionDecision decision;
  decision.reason = "查实";
  const auto refused_ = must(certifications.decide(platform(), seen.certification_id, decision, {}));
  EXPECT_EQ(refused_.status, CertificationStatus::refused);
  EXPECT_EQ(refused_.open_objections, 0);
  EXPECT_EQ(refused_.objections[0].state, ObjectionState::upheld);
  pass_publicity();
  EXPECT_EQ(run(certifications.end_publicity()), 0);
  must(certifications.apply(caller, evidence(seen.product_id)));  // a new attempt is possible
}

TEST_F(Certifications, ObjectionsAreTakenDuringPublicityOnly) {
  const auto caller = supplier();
  const auto product = published(caller, tea());
  const auto applied = must(certifications.apply(caller, evidence(product.product_id)));
  ObjectionText text;
  text.text = "？";
  EXPECT_EQ(refused(certifications.object(applied.certification_id, text)).code, "certification_not_found")
      << "not public yet";
  must(certifications.review(county, applied.certification_id, pass(), {}));
  pass_publicity();
  EXPECT_EQ(refused(certifications.object(applied.certification_id, text)).code, "publicity_over");
  run(certifications.end_publicity());
  EXPECT_EQ(refused(certifications.object(applied.certification_id, text)).code, "publicity_over");
  EXPECT_EQ(refused(certifications.object(CertificationId::make(clock, random), text)).code, "certification_not_found");
}

TEST_F(Certifications, NothingToDecideIsSaid) {
  const auto seen = in_publicity(supplier());
  ObjectionDecision decision;
  decision.decision = Verdict::pass;
  decision.reason = "无";
  EXPECT_EQ(refused(certifications.decide(county, seen.certification_id, decision, {})).code, "no_open_objection");
}

TEST_F(Certifications, AreRevokedFromTheInstantOn) {
  const auto caller = supplier();
  const auto product = published(caller, tea());
  const auto valid = certified(caller, product.product_id);
  clock.advance(std::chrono::hours(1));
  const auto revoked = must(certifications.revoke(county, valid.certification_id, "联农带农中止", {}));
  EXPECT_EQ(revoked.status, CertificationStatus::revoked);
  EXPECT_FALSE(revoked.eligible_now);
  EXPECT_TRUE(certified_at(product.product_id, clock.now() - std::chrono::microseconds(1)))
      << "what was certified then stays so";
  EXPECT_FALSE(certified_at(product.product_id, clock.now()));
  const auto events = events_of(kCertificationChanged);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_TRUE(json::read<CertificationChanged>(events[1].payload)->revoked);
  EXPECT_EQ(refused(certifications.revoke(county, valid.certification_id, "再次", {})).code, "certification_state");
}

TEST_F(Certifications, AreDecidedByTheCountyOfProduction) {
  const auto caller = supplier();
  const auto product = published(caller, tea(kMeigu));  // registered in Zhaojue, made in Meigu
  const auto applied = must(certifications.apply(caller, evidence(product.product_id)));
  const auto id = applied.certification_id;
  EXPECT_EQ(refused(certifications.review(county, id, pass(), {})).code, "certification_not_found");
  EXPECT_EQ(refused(certifications.get(county, id)).code, "certification_not_found");
  EXPECT_EQ(refused(certifications.evidence_file(county, id)).code, "certification_not_found");
  EXPECT_TRUE(must(certifications.list(county, {})).items.empty());
  const auto other = supplier(kMeigu);
  EXPECT_EQ(refused(certifications.get(other, id)).code, "certification_not_found");
  EXPECT_TRUE(must(certifications.list(other, {})).items.empty());
  EXPECT_EQ(must(certifications.evidence_file(reviewer(kMeigu), id)).bytes, "收购协议");
  EXPECT_EQ(must(certifications.list(reviewer(kMeigu), {})).items.size(), 1u);
  EXPECT_EQ(must(certifications.list(caller, {})).items.size(), 1u);
  EXPECT_EQ(must(certifications.list(platform(), {})).items.size(), 1u);
  must(certifications.review(reviewer(kMeigu), id, pass(), {}));
}

TEST_F(Certifications, OneOfAProductAtATime) {
  const auto caller = supplier();
  const auto product = published(caller, tea());
  must(certifications.apply(caller, evidence(product.product_id)));
  EXPECT_EQ(refused(certifications.apply(caller, evidence(product.product_id))).code, "certification_exists");
  EXPECT_EQ(refused(certifications.apply(supplier(kMeigu), evidence(product.product_id))).code, "product_not_found");
  EXPECT_EQ(refused(certifications.apply(cooperative(), evidence(product.product_id))).code, "supplier_not_approved");
}

TEST_F(Certifications, ManyApplicationsAtOnceBecomeOne) {
  const auto caller = supplier();
  const auto product = published(caller, tea());
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back(
        [&] { done += run(certifications.apply(caller, evidence(product.product_id))).has_value() ? 1 : 0; });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(done, 1);
}

TEST_F(Certifications, AreForSupportedCounties) {
  const auto caller = supplier("513401");  // Xichang is in Liangshan, and not supported
  const auto product = published(caller, tea("513401"));
  const auto error = refused(certifications.apply(caller, evidence(product.product_id)));
  EXPECT_EQ(error.code, "county_not_supported");
  EXPECT_EQ(places(error), std::vector<std::string>{"/product_id county_not_supported"});
}

TEST_F(Certifications, FixTheOrigin) {
  const auto caller = supplier();
  const auto product = published(caller, tea());
  must(certifications.apply(caller, evidence(product.product_id)));
  auto moved = tea(kMeigu);
  moved.skus[0].sku_id = product.skus[0].sku_id;
  EXPECT_EQ(places(refused(products.edit(caller, product.product_id, product.version, moved))),
            (std::vector<std::string>{"/production_county fixed_by_certification",
                                      "/raw_material_county fixed_by_certification"}));
  auto relabelled = tea();  // goods of elsewhere under a certified name
  relabelled.skus[0].sku_id = product.skus[0].sku_id;
  relabelled.raw_material_county = kMeigu;
  EXPECT_EQ(places(refused(products.edit(caller, product.product_id, product.version, relabelled))),
            std::vector<std::string>{"/raw_material_county fixed_by_certification"});
}

// Whichever is first: a certification with an open objection is not made valid, one that is valid takes no objection.
TEST_F(Certifications, AnObjectionAndTheEndOfPublicityDoNotCross) {
  const auto caller = supplier();
  for (int round = 0; round < 6; ++round) {
    const auto seen = in_publicity(caller);
    clock.advance(std::chrono::days(7) - std::chrono::milliseconds(1));
    ObjectionText text;
    text.text = "最后一刻";
    std::thread objecting([&] { run(certifications.object(seen.certification_id, text)); });
    clock.advance(std::chrono::milliseconds(1));
    std::thread ending([&] { (void)run(certifications.end_publicity()); });
    objecting.join();
    ending.join();
    const auto after = must(certifications.get(county, seen.certification_id));
    const auto expected = after.open_objections > 0 ? CertificationStatus::publicity : CertificationStatus::valid;
    EXPECT_EQ(after.status, expected);
    EXPECT_EQ(static_cast<std::size_t>(after.open_objections), after.objections.size());
    run(certifications.end_publicity());
  }
}

TEST_F(Certifications, ThePublicSeesPublicityAndWhatIsValid) {
  const auto caller = supplier();
  const auto seen = in_publicity(caller);
  const auto hidden = published(caller, tea());
  must(certifications.apply(caller, evidence(hidden.product_id)));
  auto page = must(certifications.list_public({}));
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_EQ(page.items[0].certification_id, seen.certification_id);
  EXPECT_EQ(page.items[0].supplier_name, "昭觉县苦荞农民专业合作社");
  pass_publicity();
  run(certifications.end_publicity());
  EXPECT_EQ(must(certifications.list_public({})).items.at(0).status, CertificationStatus::valid);
  clock.advance(std::chrono::days(400));
  EXPECT_TRUE(must(certifications.list_public({})).items.empty());
}

}  // namespace
}  // namespace shanhai::catalog
