#include "services/catalog/storefront/search.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "tests/fixture/seed.hpp"
#include "tests/unit/catalog/storefront_sample.hpp"

namespace shanhai::catalog {
namespace {

using sample::Sample;

StorefrontPage page_of(const Snapshot& snapshot, const StorefrontQuery& query) {
  const auto text = search(snapshot, query);
  EXPECT_TRUE(text.has_value());
  const auto page = json::parse<StorefrontPage>(*text);  // strict: the text is what the contract says
  EXPECT_TRUE(page.has_value()) << *text;
  return *page;
}

std::vector<std::string> names_of(const StorefrontPage& page) {
  std::vector<std::string> out;
  for (const auto& item : page.items) out.push_back(item.name);
  return out;
}

StorefrontQuery query_of(const char* q) {
  StorefrontQuery query;
  query.q = q;
  return query;
}

const std::vector<Sample> kSamples = {
    {"凉山苦荞茶", "Liangshan Tartary buckwheat tea", "513431", Category::agricultural, 5800, true, 1},
    {"黑苦荞米", "Black buckwheat", "513435", Category::agricultural, 2980, false, 1},
    {"美姑崖鹰鸡", "Meigu Yaying chicken", "513436", Category::agricultural, 12800, true, 2},
    {"彝绣挂包", "Yi embroidered bag", "513431", Category::handicraft, 16800, false, 1},
    {"荞麦茶壶与苦瓜", "", "513431", Category::agricultural, 100, false, 2},
};

TEST(Search, FindsAPartOfAName) {
  const auto snapshot = sample::snapshot(kSamples);
  EXPECT_EQ(names_of(page_of(*snapshot, query_of("苦荞茶"))), std::vector<std::string>{"凉山苦荞茶"});
  EXPECT_EQ(names_of(page_of(*snapshot, query_of("buckwheat"))), (std::vector<std::string>{"凉山苦荞茶", "黑苦荞米"}));
  EXPECT_EQ(names_of(page_of(*snapshot, query_of("Yi 挂包"))), std::vector<std::string>{"彝绣挂包"});
}

TEST(Search, CharactersThatStandApartAreNoMatch) {
  const auto snapshot = sample::snapshot({{"荞茶和苦荞", "", "513431"}});
  EXPECT_EQ(page_of(*snapshot, query_of("苦荞茶")).total, 0);
  EXPECT_EQ(page_of(*snapshot, query_of("苦荞")).total, 1);
}

TEST(Search, FindsByPlaceAndSupplierAfterNames) {
  const auto snapshot = sample::snapshot({{"腊肉", "", "513431", Category::agricultural, 1, false, 2},
                                          {"昭觉土豆", "", "513431", Category::agricultural, 1, false, 2}});
  EXPECT_EQ(names_of(page_of(*snapshot, query_of("昭觉"))), (std::vector<std::string>{"昭觉土豆", "腊肉"}));
  EXPECT_EQ(page_of(*snapshot, query_of("崖鹰鸡养殖")).total, 2);
}

TEST(Search, NothingToSearchForFindsNothing) {
  const auto snapshot = sample::snapshot(kSamples);
  EXPECT_EQ(page_of(*snapshot, query_of("！？")).total, 0);
  EXPECT_EQ(page_of(*snapshot, query_of("不存在的东西")).total, 0);
}

TEST(Search, AnEmptyCatalogAnswers) {
  const auto snapshot = sample::snapshot({});
  EXPECT_EQ(page_of(*snapshot, {}).total, 0);
  EXPECT_EQ(page_of(*snapshot, query_of("茶")).total, 0);
}

TEST(Search, FacetsLeaveOutTheirOwnFilter) {
  const auto snapshot = sample::snapshot(kSamples);
  StorefrontQuery query;
  query.county = "513431";
  query.category = Category::agricultural;
  const auto page = page_of(*snapshot, query);
  EXPECT_EQ(page.total, 2);
  ASSERT_EQ(page.facets.county.size(), 3u);  // of agricultural products, wherever from
  EXPECT_EQ(page.facets.county[0].code, "513431");
  EXPECT_EQ(page.facets.county[0].name, "昭觉县");
  EXPECT_EQ(page.facets.county[0].count, 2);
  ASSERT_EQ(page.facets.category.size(), 2u);  // of the county
  EXPECT_EQ(page.facets.category[0].code, "agricultural");
  EXPECT_EQ(page.facets.category[1].count, 1);
  ASSERT_EQ(page.facets.certified.size(), 2u);
}

TEST(Search, WrongParametersAreNamed) {
  const auto snapshot = sample::snapshot(kSamples);
  const auto pointer_of = [&](const StorefrontQuery& query) {
    const auto answer = search(*snapshot, query);
    return answer.has_error() ? answer.error().fields.at(0).pointer : "";
  };
  StorefrontQuery query;
  query.county = "999999";
  EXPECT_EQ(pointer_of(query), "query/county");
  query.county = "513400";
  EXPECT_EQ(pointer_of(query), "query/county");
  query = {};
  query.prefecture = "513431";
  EXPECT_EQ(pointer_of(query), "query/prefecture");
  query = {};
  for (const auto* cursor : {"x", "AAAA", "!!"}) {
    query.cursor = cursor;
    EXPECT_EQ(pointer_of(query), "query/cursor") << cursor;
  }
  query = {};
  query.limit = 1;
  query.sort = StorefrontSort::newest;
  query.cursor = *page_of(*snapshot, query).next_cursor;
  query.sort = StorefrontSort::price_asc;
  EXPECT_EQ(pointer_of(query), "query/cursor") << "a cursor belongs to its sort";
}

// Random catalogs and queries against the plainest possible answer.
class RandomSearch : public testing::Test {
 protected:
  RandomSearch() : random_(fixture::seed()) {
    for (std::size_t i = 0; i < 400; ++i) samples_.push_back(random_sample());
    snapshot_ = sample::snapshot(samples_);
  }

  std::size_t below(std::size_t bound) { return random_() % bound; }

  std::string random_text(std::size_t most) {
    static const char* kPieces[] = {"苦", "荞", "茶", "凉", "山", " ", "tea", " rice ", "米", "A", "·"};
    std::string out;
    for (std::size_t n = 1 + below(most); n > 0; --n) out += kPieces[below(std::size(kPieces))];
    return out;
  }

  Sample random_sample() {
    static const char* kCounties[] = {"513431", "513436", "513301", "513422"};
    Sample made;
    made.name = random_text(8);
    if (below(2)) made.name_en = random_text(3);
    made.county = kCounties[below(4)];
    made.category = below(3) ? Category::agricultural : Category::handicraft;
    made.price_fen = 1 + static_cast<std::int64_t>(below(5));
    made.certified = below(2);
    made.supplier = static_cast<std::uint8_t>(1 + below(2));
    return made;
  }

  StorefrontQuery random_query() {
    StorefrontQuery query;
    if (below(4)) query.q = random_text(4);
    if (!below(3)) query.county = "513431";
    if (!below(4)) query.prefecture = "513400";
    if (!below(3)) query.category = below(2) ? Category::agricultural : Category::handicraft;
    if (!below(3)) query.certified = below(2) == 1;
    if (!below(3)) query.supplier = sample::id_of<OrganisationId>(static_cast<std::uint8_t>(1 + below(2)));
    query.sort = static_cast<StorefrontSort>(below(4));
    query.limit = 7;
    return query;
  }

  bool matches_words(const StorefrontQuery& query, const Document& d) const {
    if (!query.q) return true;
    const auto runs = runs_of(normalise(query.q->str()));
    return !runs.empty() && std::all_of(runs.begin(), runs.end(), [&](const catalog::Run& run) {
      return run.is_in(d.name_words) || run.is_in(d.name_en_words) || run.is_in(d.supplier_words) ||
             run.is_in(d.place_words);
    });
  }
  bool matches_filters(const StorefrontQuery& query, const Document& d) const {
    return (!query.county || d.county == query.county->str()) &&
           (!query.prefecture || d.prefecture == query.prefecture->str()) &&
           (!query.category || d.category == *query.category) &&
           (!query.certified || d.certified == *query.certified) && (!query.supplier || d.supplier == *query.supplier);
  }
  std::set<ProductId> brute_force(const StorefrontQuery& query) const {
    std::set<ProductId> out;
    for (const auto& d : snapshot_->documents()) {
      if (matches_words(query, *d) && matches_filters(query, *d)) out.insert(d->id);
    }
    return out;
  }

  void check_order(const StorefrontQuery& query, const StorefrontItem& a, const StorefrontItem& b) const {
    const auto at = [&](const StorefrontItem& item) {
      return snapshot_->at(*snapshot_->find(item.product_id)).published_at;
    };
    if (query.sort == StorefrontSort::price_asc) {
      EXPECT_LE(a.price_from, b.price_from);
    } else if (query.sort == StorefrontSort::price_desc) {
      EXPECT_GE(a.price_from, b.price_from);
    } else if (query.sort == StorefrontSort::newest) {
      EXPECT_GE(at(a), at(b));
    } else if (!query.q) {
      EXPECT_GE(a.certified, b.certified);
    }
  }

  void check_facets(StorefrontQuery query, const Facets& facets) {
    auto without = query;
    without.county.reset();
    for (const auto& value : facets.county) {
      without.county = value.code;
      EXPECT_EQ(brute_force(without).size(), static_cast<std::size_t>(value.count));
    }
    without = query;
    for (const auto& value : facets.category) {
      without.category = value.code == "agricultural" ? Category::agricultural : Category::handicraft;
      EXPECT_EQ(brute_force(without).size(), static_cast<std::size_t>(value.count));
    }
    without = query;
    for (const auto& value : facets.certified) {
      without.certified = value.code == "true";
      EXPECT_EQ(brute_force(without).size(), static_cast<std::size_t>(value.count));
    }
  }

  std::mt19937_64 random_;
  std::vector<Sample> samples_;
  SnapshotPtr snapshot_;
};

TEST_F(RandomSearch, IsExactAndItsPagesFitTogether) {
  for (int round = 0; round < 300; ++round) {
    auto query = random_query();
    const auto expected = brute_force(query);
    std::set<ProductId> found;
    std::optional<StorefrontItem> last;
    for (;;) {
      const auto page = page_of(*snapshot_, query);
      EXPECT_EQ(page.total, static_cast<std::int64_t>(expected.size()));
      for (const auto& item : page.items) {
        EXPECT_TRUE(found.insert(item.product_id).second) << "twice";
        if (last) check_order(query, *last, item);
        last = item;
      }
      if (!query.cursor) check_facets(query, page.facets);
      if (!page.next_cursor) break;
      query.cursor = *page.next_cursor;
    }
    ASSERT_EQ(found, expected) << "query " << (query.q ? query.q->str() : "-");
  }
}

TEST_F(RandomSearch, ACursorOutlivesItsSnapshot) {
  StorefrontQuery query;
  query.sort = StorefrontSort::price_asc;
  query.limit = 50;
  const auto first = page_of(*snapshot_, query);
  query.cursor = *first.next_cursor;
  const auto rest =
      snapshot_->with({}, {first.items.back().product_id, first.items.front().product_id}, snapshot_->suppliers(), 8);
  std::set<ProductId> shown;
  for (const auto& item : first.items) shown.insert(item.product_id);
  for (const auto& item : page_of(*rest, query).items) EXPECT_FALSE(shown.contains(item.product_id));
}

}  // namespace
}  // namespace shanhai::catalog
