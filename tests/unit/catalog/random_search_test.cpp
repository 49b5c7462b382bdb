// Search over random catalogs, against the plainest possible answer.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

#include "common/base/divisions.hpp"
#include "services/catalog/storefront/search.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/unit/catalog/storefront_sample.hpp"

namespace shanhai::catalog {
namespace {

using sample::page_of;
using sample::Sample;

class RandomSearch : public testing::Test {
 protected:
  RandomSearch() : random_(fixture::seed()) {
    for (std::size_t i = 0; i < 400; ++i) samples_.push_back(random_sample());
    snapshot_ = sample::snapshot(samples_);
    documents_ = snapshot_->documents();
  }

  std::size_t below(std::size_t bound) { return random_() % bound; }

  std::string random_text(std::size_t most) {
    static const char* kPieces[] = {"苦",          "荞", "茶", "凉",   "山",     " ",        "tea", " rice ",    "米",
                                    " buckwheat ", "A",  "·",  " kq ", " shan ", " liangsh", "藏",  " buckweat "};
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
    made.price_fen = 1 + static_cast<std::int64_t>(below(5)) * 1900;
    if (!below(3)) made.mark = static_cast<Mark>(below(4));
    if (!below(4)) made.herb_class = HerbClass::drug_material;
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
    if (!below(4)) query.mark = static_cast<MarkFilter>(below(5));
    if (!below(5)) query.for_consumers = below(2) == 1;
    if (!below(4)) query.price_min_fen = static_cast<std::int64_t>(below(6)) * 1000;
    if (!below(4)) query.price_max_fen = 5000 + static_cast<std::int64_t>(below(6)) * 1000;
    query.sort = static_cast<StorefrontSort>(below(4));
    query.limit = 7;
    return query;
  }

  // As matching.hpp says, looked at text by text. Which words are near is the dictionary's to say.
  bool holds(const Term& term, const Document& d) const {
    const std::array<const Words*, 4> texts = {&d.name, &d.name_en,
                                               &shared_words(snapshot_->suppliers()->at(d.supplier).name),
                                               &shared_words(full_division_name(d.county))};
    return std::any_of(texts.begin(), texts.end(), [&](const Words* words) {
      return stands_in(term, *words) || (words != &d.name_en && sounds_like(term, *words));
    });
  }
  const Words& shared_words(const std::string& text) const {
    const auto known = words_.find(text);
    return known != words_.end() ? known->second : words_.emplace(text, words_of(text)).first->second;
  }
  std::set<ProductId> found_by(const Term& term) const {
    std::set<ProductId> out;
    for (const auto& d : documents_) {
      if (holds(term, *d)) out.insert(d->id);
    }
    if (!out.empty() || term.run.ideographs) return out;
    const auto is_there = [&](std::string_view word) {
      const catalog::Run run{std::string(word), false};
      return std::any_of(documents_.begin(), documents_.end(),
                         [&](const DocumentPtr& d) { return run.is_in(d->name.text) || run.is_in(d->name_en.text); });
    };
    for (const auto word : snapshot_->dictionary().nearest(term.run.text, is_there)) {
      const catalog::Run run{std::string(word), false};
      for (const auto& d : documents_) {
        if (run.is_in(d->name.text) || run.is_in(d->name_en.text)) out.insert(d->id);
      }
    }
    return out;
  }
  // Of the query's words alone.
  std::set<ProductId> found_by_words(const StorefrontQuery& query) const {
    std::set<ProductId> out;
    for (const auto& d : documents_) out.insert(d->id);
    if (!query.q) return out;
    const auto terms = terms_of(query.q->str());
    if (terms.empty()) return {};
    for (const auto& term : terms) {
      const auto found = found_by(term);
      std::erase_if(out, [&](ProductId id) { return !found.contains(id); });
    }
    return out;
  }
  bool matches_filters(const StorefrontQuery& query, const Document& d) const {
    return (!query.county || d.county == query.county->str()) &&
           (!query.prefecture || d.prefecture == query.prefecture->str()) &&
           (!query.category || d.category == *query.category) &&
           (!query.certified || d.certified == *query.certified) &&
           (!query.supplier || d.supplier == *query.supplier) &&
           (!query.mark || static_cast<std::size_t>(*query.mark) == Snapshot::mark_number(d.mark)) &&
           (!query.for_consumers || !*query.for_consumers || d.consumers_may_buy) &&
           (!query.price_min_fen || d.price_from.fen() >= query.price_min_fen->value()) &&
           (!query.price_max_fen || d.price_from.fen() <= query.price_max_fen->value());
  }
  std::set<ProductId> brute_force(const StorefrontQuery& query) const {
    const auto key = query.q ? query.q->str() : std::string();
    auto known = by_words_.find(key);
    if (known == by_words_.end()) known = by_words_.emplace(key, found_by_words(query)).first;
    std::set<ProductId> out;
    for (const auto& d : documents_) {
      if (known->second.contains(d->id) && matches_filters(query, *d)) out.insert(d->id);
    }
    return out;
  }

  void check_order(const StorefrontQuery& query, const StorefrontItem& a, const StorefrontItem& b) const {
    const auto at = [&](const StorefrontItem& item) {
      return snapshot_->at(*snapshot_->find(item.product_id)).first_published_at;
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
    without = query;
    for (const auto& value : facets.mark) {
      without.mark = json::parse<MarkFilter>("\"" + value.code + "\"").value();
      EXPECT_EQ(brute_force(without).size(), static_cast<std::size_t>(value.count));
    }
    without = query;
    for (const auto& value : facets.supplier) {
      without.supplier = OrganisationId::parse(value.code).value();
      EXPECT_EQ(brute_force(without).size(), static_cast<std::size_t>(value.count));
    }
    without = query;
    for (const auto& value : facets.price_band) {
      const auto dash = value.code.find('-');
      without.price_min_fen = std::stoll(value.code.substr(0, dash));
      without.price_max_fen.reset();
      if (dash + 1 < value.code.size()) without.price_max_fen = std::stoll(value.code.substr(dash + 1));
      EXPECT_EQ(brute_force(without).size(), static_cast<std::size_t>(value.count));
    }
  }

  std::mt19937_64 random_;
  std::vector<Sample> samples_;
  SnapshotPtr snapshot_;
  std::vector<DocumentPtr> documents_;
  mutable std::map<std::string, Words> words_;
  mutable std::map<std::string, std::set<ProductId>> by_words_;
};

TEST_F(RandomSearch, IsExactAndItsPagesFitTogether) {
  const auto depth = std::getenv("SHANHAI_TEST_DEPTH");
  const int rounds = depth && std::string_view(depth) != "short" ? 300 : 40;
  for (int round = 0; round < rounds; ++round) {
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

// A catalog that was changed again and again answers as one that was made of the same documents at once.
TEST_F(RandomSearch, ChangesLeaveNothingBehind) {
  for (int round = 0; round < 40; ++round) {
    std::vector<DocumentPtr> replaced;
    std::vector<ProductId> gone;
    for (std::size_t i = 0; i < 10; ++i) {
      const auto number = 1 + below(450);
      const auto made = sample::product(number, random_sample());
      const auto again = [&](const DocumentPtr& one) { return one->id == made.id; };
      if (std::any_of(replaced.begin(), replaced.end(), again)) continue;
      if (below(3)) {
        replaced.push_back(make_document(made, snapshot_->suppliers()->at(made.supplier), sample::kNow));
      } else {
        gone.push_back(made.id);
      }
    }
    std::erase_if(gone, [&](ProductId id) {
      return std::any_of(replaced.begin(), replaced.end(), [&](const DocumentPtr& one) { return one->id == id; });
    });
    snapshot_ = snapshot_->with(replaced, gone, snapshot_->suppliers(), 8 + round);
  }
  const Snapshot afresh(snapshot_->documents(), snapshot_->suppliers(), snapshot_->sequence());
  EXPECT_EQ(afresh.size(), snapshot_->size());
  EXPECT_EQ(afresh.content_hash(), snapshot_->content_hash());
  EXPECT_EQ(afresh.names().tokens(), snapshot_->names().tokens());
  EXPECT_EQ(afresh.english_names().tokens(), snapshot_->english_names().tokens());
  for (int round = 0; round < 200; ++round) {
    const auto query = random_query();
    EXPECT_EQ(*search(afresh, query), *search(*snapshot_, query)) << (query.q ? query.q->str() : "-");
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
