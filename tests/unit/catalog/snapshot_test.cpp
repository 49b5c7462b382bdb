#include "services/catalog/storefront/snapshot.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/catalog/storefront_sample.hpp"

namespace shanhai::catalog {
namespace {

std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

std::string header_of(const std::string& answer, const std::string& name) {
  const auto at = answer.find("\r\n" + name + ": ");
  if (at == answer.npos) return {};
  const auto begin = at + name.size() + 4;
  return answer.substr(begin, answer.find("\r\n", begin) - begin);
}

TEST(DocumentAnswer, IsCompleteAndReadable) {
  const auto snapshot = sample::snapshot({{"凉山苦荞茶", "", "513431", Category::agricultural, 5800, true}}, 42);
  const auto answer = snapshot->document_answer(0, "", false);
  EXPECT_TRUE(answer->starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(header_of(*answer, "Snapshot-Sequence"), "42");
  EXPECT_EQ(header_of(*answer, "Content-Length"), std::to_string(body_of(*answer).size()));
  EXPECT_EQ(header_of(*answer, "Vary"), "Accept-Encoding");
  const auto product = json::parse<StorefrontProduct>(body_of(*answer));
  ASSERT_TRUE(product.has_value());
  EXPECT_EQ(product->name, "凉山苦荞茶");
  EXPECT_TRUE(product->certified);
  ASSERT_TRUE(product->certification);
  EXPECT_EQ(product->certification->valid_to, sample::kNow + std::chrono::hours(1));
  EXPECT_EQ(product->price_from, Money(5800));
  EXPECT_EQ(product->production_county_name, "四川省凉山彝族自治州昭觉县");
}

TEST(DocumentAnswer, GzipIsAnotherRepresentation) {
  const auto snapshot = sample::snapshot({{"凉山苦荞茶"}});
  const auto plain = snapshot->document_answer(0, "", false), gzip = snapshot->document_answer(0, "", true);
  EXPECT_EQ(header_of(*gzip, "Content-Encoding"), "gzip");
  EXPECT_TRUE(body_of(*gzip).starts_with("\x1F\x8B"));
  EXPECT_NE(header_of(*plain, "ETag"), header_of(*gzip, "ETag"));
  for (const auto& tag : {header_of(*plain, "ETag"), header_of(*gzip, "ETag"), std::string("*"),
                          "W/" + header_of(*plain, "ETag"), "\"other\", " + header_of(*gzip, "ETag")}) {
    const auto answer = snapshot->document_answer(0, tag, true);
    EXPECT_TRUE(answer->starts_with("HTTP/1.1 304 Not Modified\r\n")) << tag;
    EXPECT_TRUE(answer->ends_with("\r\n\r\n"));
    EXPECT_FALSE(header_of(*answer, "ETag").empty());
  }
  for (const auto* tag : {"\"other\"", "garbage", "\"", ",,,"}) {
    EXPECT_TRUE(snapshot->document_answer(0, tag, false)->starts_with("HTTP/1.1 200")) << tag;
  }
}

TEST(DocumentAnswer, IsCompressedOnceForAllThreads) {
  const auto snapshot = sample::snapshot({{"凉山苦荞茶"}});
  std::vector<Prepared> seen(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    threads.emplace_back([&, i] { seen[i] = snapshot->document_answer(0, "", true); });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& answer : seen) EXPECT_EQ(*answer, *seen[0]);
}

TEST(Standing, ChangesByItselfWhenACertificationBeginsOrEnds) {
  auto product = sample::product(1, {"凉山苦荞茶"});
  const auto from = sample::kNow, to = sample::kNow + std::chrono::hours(24);
  product.certifications = {{sample::id_of<CertificationId>(1), from, to}};
  const auto supplier = sample::supplier(1, "合作社");
  const auto before = make_document(product, supplier, from - std::chrono::seconds(1));
  EXPECT_FALSE(before->certified);
  EXPECT_EQ(before->changes_at, from);
  const auto during = make_document(product, supplier, from);
  EXPECT_TRUE(during->certified);
  EXPECT_EQ(during->changes_at, to);
  const auto after = make_document(product, supplier, to);
  EXPECT_FALSE(after->certified);
  EXPECT_EQ(after->changes_at,
            std::chrono::ceil<std::chrono::hours>(product.first_published_at + std::chrono::days(30)))
      << "when it is no longer new";
  EXPECT_NE(before->hash, during->hash);
  EXPECT_EQ(before->hash, after->hash);
}

TEST(Snapshot, KnowsWhoseStandingHasChanged) {
  const auto snapshot = sample::snapshot({{"一", "", "513431", Category::agricultural, 1, true}, {"二"}});
  ASSERT_TRUE(snapshot->changes_at());
  EXPECT_EQ(*snapshot->changes_at(), sample::kNow + std::chrono::hours(1));
  EXPECT_TRUE(snapshot->changed_by(sample::kNow).empty());
  EXPECT_EQ(snapshot->changed_by(sample::kNow + std::chrono::hours(1)),
            std::vector<ProductId>{sample::id_of<ProductId>(1)});
}

TEST(Snapshot, HasAnotherNameWhereItsOrderChanges) {
  const auto made = sample::product(1, {"一"});
  const auto before = sample::snapshot({{"一"}});
  const auto later = sample::kNow + std::chrono::days(31);
  const auto after =
      before->with({make_document(made, before->suppliers()->at(made.supplier), later)}, {}, before->suppliers(), 8);
  EXPECT_EQ(after->at(0).hash, before->at(0).hash) << "the product says the same";
  EXPECT_NE(after->content_hash(), before->content_hash()) << "lists do not: it is no longer new";
}

TEST(Snapshot, ReplacesAndRemovesWithoutTouchingTheOld) {
  const auto old = sample::snapshot({{"一"}, {"二"}, {"三"}}, 7);
  const auto supplier = sample::supplier(1, "合作社");
  const auto two = make_document(sample::product(2, {"二点五"}), supplier, sample::kNow);
  const auto four = make_document(sample::product(4, {"四"}), supplier, sample::kNow);
  const auto next =
      old->with({four, two}, {sample::id_of<ProductId>(1), sample::id_of<ProductId>(99)}, old->suppliers(), 9);
  EXPECT_EQ(old->size(), 3u);
  EXPECT_EQ(next->size(), 3u);
  EXPECT_EQ(next->sequence(), 9);
  EXPECT_FALSE(next->find(sample::id_of<ProductId>(1)));
  EXPECT_EQ(next->at(*next->find(sample::id_of<ProductId>(2))).name.text, " 二点五 ");
  EXPECT_EQ(next->products_of(sample::id_of<OrganisationId>(1)).size(), 3u);
  EXPECT_NE(next->content_hash(), old->content_hash());
  const auto back =
      next->with({old->documents()[0], old->documents()[1]}, {sample::id_of<ProductId>(4)}, old->suppliers(), 10);
  EXPECT_EQ(back->content_hash(), old->content_hash()) << "the same content has the same name";
}

TEST(ListAnswers, AreKeptWhileThereIsRoom) {
  ListAnswers lists;
  ListAnswers::Answer answer;
  answer.tags = Tags::of("t");
  answer.body = answer.not_modified = std::make_shared<const std::string>(3 << 19, 'x');
  lists.keep("a", answer);
  EXPECT_TRUE(lists.find("a"));
  EXPECT_FALSE(lists.find("b"));
  lists.keep("b", answer);
  EXPECT_FALSE(lists.find("b")) << "4 MiB are not enough for both";
}

}  // namespace
}  // namespace shanhai::catalog
