// Search over random catalogs, against the plainest possible answer.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
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
    const auto bare = sample::snapshot(samples_);
    std::vector<DocumentPtr> documents;
    for (std::size_t i = 0; i < samples_.size(); ++i) documents.push_back(random_document(i + 1, samples_[i], *bare));
    snapshot_ = bare->with(documents, {}, bare->suppliers(), bare->sequence());
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

  // As it was sold and rated, beside a reference for some.
  DocumentPtr random_document(std::size_t number, const Sample& made, const Snapshot& snapshot) {
    static const References references({}, {}, {{{Category::agricultural, "500g"}, {Money(2000), 5}}});
    auto product = sample::product(number, made);
    if (below(2)) product.content.skus[0].net_weight_g = 500;
    if (below(2))
      product.reception = {static_cast<std::int64_t>(1 + below(3)), 0, static_cast<std::int64_t>(below(30))};
    product.reception.stars = product.reception.ratings * static_cast<std::int64_t>(1 + below(5));
    return make_document(product, snapshot.suppliers()->at(product.supplier), sample::kNow, references);
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
    if (!below(5)) query.above_reference = below(2) == 1;
    query.sort = static_cast<StorefrontSort>(below(6));
    query.limit = 7;
    return query;
  }

  // How well a term fits each document, 0: not at all. As matching.hpp and ranking.hpp say, looked at text by text.
  // Which words are near is the dictionary's to say.
  struct Fit {
    std::vector<int> weights;
    bool found = false;
  };
  const Fit& fit_of(const Term& term, bool corrected) const {
    auto& fits = fits_[corrected ? 1 : 0];
    if (const auto known = fits.find(term.run.text); known != fits.end()) return known->second;
    Fit out;
    for (const auto& d : documents_) {
      out.weights.push_back(corrected ? nearly(term, *d) : weight_of(term, *d));
      out.found = out.found || out.weights.back() > 0;
    }
    return fits.emplace(term.run.text, std::move(out)).first->second;
  }
  int weight_of(const Term& term, const Document& d) const {
    if (begins(term, d.name)) return 10;
    if (stands_in(term, d.name)) return 8;
    if (stands_in(term, d.name_en)) return 6;
    if (sounds_like(term, d.name)) return 5;
    const auto& supplier = shared_words(snapshot_->suppliers()->at(d.supplier).name);
    if (stands_in(term, supplier) || sounds_like(term, supplier)) return 2;
    const auto& place = shared_words(full_division_name(d.county));
    return stands_in(term, place) || sounds_like(term, place) ? 1 : 0;
  }
  int nearly(const Term& term, const Document& d) const {
    const auto is_there = [&](std::string_view word) {
      const catalog::Run run{std::string(word), false};
      return std::any_of(documents_.begin(), documents_.end(), [&](const DocumentPtr& one) {
        return run.is_in(one->name.text) || run.is_in(one->name_en.text);
      });
    };
    auto& near = near_[term.run.text];
    if (!near) near.emplace(snapshot_->dictionary().nearest(term.run.text, is_there));
    return std::any_of(near->begin(), near->end(),
                       [&](std::string_view word) {
                         const catalog::Run run{std::string(word), false};
                         return run.is_in(d.name.text) || run.is_in(d.name_en.text);
                       })
               ? 4
               : 0;
  }
  const Words& shared_words(const std::string& text) const {
    const auto known = words_.find(text);
    return known != words_.end() ? known->second : words_.emplace(text, words_of(text)).first->second;
  }
  // Relevance of each document; -1: the words do not find it.
  std::vector<int> relevance_by(const StorefrontQuery& query) const {
    std::vector<int> out(documents_.size(), 0);
    if (!query.q) return out;
    const auto terms = terms_of(query.q->str());
    if (terms.empty()) return std::vector<int>(documents_.size(), -1);
    int corrections = 0;
    for (const auto& term : terms) {
      const auto* fit = &fit_of(term, false);
      if (!fit->found && !term.run.ideographs && corrections < 2) {
        fit = &fit_of(term, true);
        corrections += fit->found ? 1 : 0;
      }
      bool any = false;
      for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = out[i] < 0 || fit->weights[i] == 0 ? -1 : out[i] + fit->weights[i];
        any = any || out[i] >= 0;
      }
      if (!any) break;
    }
    return out;
  }

  enum Facet { county, category, certified, mark, price, supplier, others, kFacets };
  // Which filters a document fails.
  static std::array<bool, kFacets> fails(const StorefrontQuery& query, const Document& d) {
    std::array<bool, kFacets> out{};
    const bool above = d.reference && is_above(*d.reference);
    out[county] = query.county && d.county != query.county->str();
    out[category] = query.category && d.category != *query.category;
    out[certified] = query.certified && d.certified != *query.certified;
    out[mark] = query.mark && static_cast<std::size_t>(*query.mark) != Snapshot::mark_number(d.mark);
    out[price] = (query.price_min_fen && d.price_from.fen() < query.price_min_fen->value()) ||
                 (query.price_max_fen && d.price_from.fen() > query.price_max_fen->value());
    out[supplier] = query.supplier && d.supplier != *query.supplier;
    out[others] = (query.prefecture && d.prefecture != query.prefecture->str()) ||
                  (query.for_consumers && *query.for_consumers && !d.consumers_may_buy) ||
                  (query.above_reference && *query.above_reference != above);
    return out;
  }
  static std::int64_t sorted_by(const StorefrontQuery& query, const Document& d, int relevance) {
    switch (query.sort.value_or(StorefrontSort::relevance)) {
      case StorefrontSort::price_asc:
        return d.price_from.fen();
      case StorefrontSort::price_desc:
        return -d.price_from.fen();
      case StorefrontSort::newest:
        return -d.first_published_at.time_since_epoch().count();
      case StorefrontSort::sales:
        return -d.units_sold;
      case StorefrontSort::rating:
        return -d.rating_rank;
      case StorefrontSort::relevance:
        break;
    }
    return -(relevance * 1000 + d.quality);
  }

  struct Answer {
    std::vector<ProductId> order;
    std::array<std::map<std::string, std::int64_t>, kFacets> counts;
  };
  Answer brute_force(const StorefrontQuery& query) const {
    Answer out;
    const auto relevance = relevance_by(query);
    std::vector<std::pair<std::int64_t, const Document*>> found;
    for (std::size_t i = 0; i < documents_.size(); ++i) {
      if (relevance[i] < 0) continue;
      const auto& d = *documents_[i];
      const auto failed = fails(query, d);
      const auto count = std::count(failed.begin(), failed.end(), true);
      if (count == 0) found.emplace_back(sorted_by(query, d, relevance[i]), &d);
      const std::array<std::string, kFacets> values = {d.county,
                                                       boost::describe::enum_to_string(d.category, ""),
                                                       d.certified ? "true" : "false",
                                                       d.mark ? boost::describe::enum_to_string(*d.mark, "") : "none",
                                                       std::to_string(kBandsBegin[band_of(d.price_from.fen())]),
                                                       d.supplier.str()};
      for (int facet = 0; facet < others; ++facet) {
        if (count == 0 || (count == 1 && failed[facet])) ++out.counts[facet][values[facet]];
      }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : a.second->id > b.second->id;
    });
    for (const auto& one : found) out.order.push_back(one.second->id);
    return out;
  }

  void expect_counts(const std::map<std::string, std::int64_t>& expected, const std::vector<FacetValue>& facet) {
    std::map<std::string, std::int64_t> counted;
    for (const auto& value : facet) {
      const auto dash = value.code.find('-');  // a price band's first fen stands for it
      counted[value.code.substr(0, dash)] = value.count;
    }
    EXPECT_EQ(counted, expected);
    EXPECT_TRUE(std::is_sorted(facet.begin(), facet.end(),
                               [](const FacetValue& a, const FacetValue& b) { return a.count > b.count; }));
  }
  void expect_facets(const Answer& expected, const Facets& facets) {
    expect_counts(expected.counts[county], facets.county);
    expect_counts(expected.counts[category], facets.category);
    expect_counts(expected.counts[certified], facets.certified);
    expect_counts(expected.counts[mark], facets.mark);
    expect_counts(expected.counts[price], facets.price_band);
    expect_counts(expected.counts[supplier], facets.supplier);
  }

  std::mt19937_64 random_;
  std::vector<Sample> samples_;
  SnapshotPtr snapshot_;
  std::vector<DocumentPtr> documents_;
  mutable std::map<std::string, Words> words_;
  mutable std::array<std::map<std::string, Fit>, 2> fits_;
  mutable std::map<std::string, std::optional<std::vector<std::string_view>>> near_;
};

// Ten thousand queries at full depth: the same products in the same order, page by page, and the same counts.
TEST_F(RandomSearch, IsWhatBruteForceGives) {
  const auto depth = std::getenv("SHANHAI_TEST_DEPTH");
  const int rounds = depth && std::string_view(depth) != "short" ? 10'000 : 500;
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    auto query = random_query();
    const auto expected = brute_force(query);
    const bool to_the_end = round % 20 == 0;
    std::vector<ProductId> found;
    for (;;) {
      const auto page = page_of(*snapshot_, query);
      EXPECT_EQ(page.total, static_cast<std::int64_t>(expected.order.size()));
      for (const auto& item : page.items) found.push_back(item.product_id);
      if (!query.cursor) expect_facets(expected, page.facets);
      EXPECT_EQ(page.next_cursor.has_value(), found.size() < expected.order.size());
      if (!page.next_cursor || !to_the_end) break;
      query.cursor = *page.next_cursor;
    }
    const auto shown = std::min(expected.order.size(), found.size());
    EXPECT_EQ(found, std::vector<ProductId>(expected.order.begin(),
                                            expected.order.begin() + static_cast<std::ptrdiff_t>(shown)))
        << "query " << (query.q ? query.q->str() : "-");
    if (const auto quick = search_if_short(*snapshot_, query)) {
      EXPECT_EQ(*quick, *search(*snapshot_, query));
    }
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
        replaced.push_back(random_document(number, random_sample(), *snapshot_));
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
