#include "services/catalog/storefront/words.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "services/catalog/storefront/dictionary.hpp"

namespace shanhai::catalog {
namespace {

TEST(Words, CaseWidthAndPunctuationDoNotCount) {
  const std::pair<const char*, const char*> cases[] = {
      {"凉山苦荞茶", " 凉山苦荞茶 "},
      {"Liangshan Tartary-Buckwheat TEA", " liangshan tartary buckwheat tea "},
      {"ＡＢＣ　１２３", " abc 123 "},
      {"苦荞茶500g（盒）", " 苦荞茶 500g 盒 "},
      {"A级", " a 级 "},
      {"  ，。！ ", ""},
      {"", ""},
      {"Café", " café "},
      {"ꆈꌠ", " ꆈꌠ "},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(normalise(text), expected) << text;
}

TEST(Words, InvalidBytesDoNotHarm) {
  EXPECT_NO_THROW(normalise("\xff\xfe\xe4\xb8"));
  EXPECT_NO_THROW(normalise(std::string(3, '\0')));
}

TEST(Words, OneSignMayBecomeManyCharacters) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "ﷺ";  // U+FDFA: eighteen characters in NFKC
  EXPECT_GT(normalise(text).size(), text.size());
}

TEST(Runs, ChineseIsFoundByAnyPartOtherWordsWhole) {
  const auto name = normalise("凉山苦荞茶 Tartary tea");
  const auto is_found = [&](const char* query) {
    for (const auto& run : runs_of(normalise(query))) {
      if (!run.is_in(name)) return false;
    }
    return true;
  };
  for (const auto* query : {"苦荞茶", "茶", "凉山", "苦荞", "tartary", "TEA 苦荞", "茶 tea"})
    EXPECT_TRUE(is_found(query)) << query;
  for (const auto* query : {"荞苦", "山茶", "tar", "teas", "ea", "tartary茶叶"}) EXPECT_FALSE(is_found(query)) << query;
}

TEST(Terms, AreFiledUnderAllThatFindsThem) {
  const auto words = words_of("凉山苦荞茶 Tea");
  const auto is_filed = [&](const std::vector<TokenKey>& tokens) {
    return std::all_of(tokens.begin(), tokens.end(), [&](TokenKey token) {
      return std::binary_search(words.tokens.begin(), words.tokens.end(), token);
    });
  };
  for (const auto* query : {"茶", "苦荞", "凉山苦荞茶", "tea"}) {
    for (const auto& term : terms_of(query)) EXPECT_TRUE(is_filed(lookup_of(term.run).tokens)) << query;
  }
  for (const auto* query : {"凉", "凉山", "凉山苦荞茶"}) {
    const auto term = terms_of(query).at(0);
    EXPECT_TRUE(begins(term, words)) << query;
    EXPECT_TRUE(is_filed(lookup_of_beginning(term.run).tokens)) << query;
  }
  EXPECT_FALSE(begins(terms_of("山苦").at(0), words));
  EXPECT_FALSE(begins(terms_of("tea").at(0), words_of("teapot"))) << "a word is whole";
  for (const auto* query : {"kq", "lskqc", "kuqiao", "liangshan", "cha"}) {
    const auto term = terms_of(query).at(0);
    EXPECT_TRUE(sounds_like(term, words)) << query;
    bool filed = false;
    for (const auto& one : sound_lookups_of(term)) filed |= is_filed(one.lookup.tokens);
    EXPECT_TRUE(filed) << query;
  }
}

TEST(Sounds, AreHeardWholeOrByInitials) {
  struct Case {
    const char *text, *query;
    bool sounds;
  };
  const Case cases[] = {
      {"苦荞茶", "kqc", true},         {"苦荞茶", "qc", true},      {"苦荞茶", "kc", false},
      {"苦荞茶", "kuqiaocha", true},   {"苦荞茶", "qiaocha", true}, {"苦荞茶", "kuqia", false},
      {"藏红花", "zanghonghua", true}, {"藏红花", "chh", true},     {"藏红花", "zhh", true},
      {"重楼", "chonglou", true},      {"成都", "chengdu", true},   {"绿茶", "lvcha", true},
      {"绿茶", "lucha", true},         {"西安", "xian", true},      {"先", "xian", true},
      {"苦 荞", "kq", false},          {"苦、荞", "kuqiao", false}, {"苦荞", "k", false},
      {"牦牛肉干", "mnrg", true},      {"天麻", "TIANMA", true},    {"苦荞", "kq2", false},
  };
  for (const auto& [text, query, sounds] : cases)
    EXPECT_EQ(sounds_like(terms_of(query).at(0), words_of(text)), sounds) << text << " " << query;
}

TEST(Sounds, LettersMayBeReadInSeveralWays) {
  EXPECT_EQ(headings_of("xian", false).size(), 2u);
  EXPECT_EQ(headings_of("kuqiao", false).size(), 3u) << "ku and qiao, qia o, qi ao or qi a o";
  EXPECT_TRUE(headings_of("kuq", false).empty());
  EXPECT_FALSE(headings_of("kuq", true).empty());
  EXPECT_TRUE(headings_of("", false).empty());
  EXPECT_TRUE(headings_of("茶", false).empty());
  EXPECT_TRUE(headings_of(std::string(10'000, 'a'), true).empty());
  for (const auto& heading : headings_of("fangan", false))
    EXPECT_TRUE(std::string_view("fangan").starts_with(letters_of(heading.first) + letters_of(heading.second)));
  // However many ways there are behind the first syllables.
  EXPECT_TRUE(sounds_like(terms_of("gaoshanganjiaoxiaoliang").at(0), words_of("高山干椒小粮")));
  EXPECT_TRUE(sounds_like(terms_of("xianjiaokuqiaocha").at(0), words_of("西安椒苦荞茶")));
  const auto unfinished = terms_beginning_with("kuqi").at(0);
  EXPECT_TRUE(sounds_like(unfinished, words_of("苦荞")));
  EXPECT_FALSE(sounds_like(unfinished, words_of("苦茶")));
}

TEST(Terms, AreEachOnce) { EXPECT_EQ(terms_of("茶 茶 tea TEA 茶").size(), 2u); }

TEST(Dictionary, KnowsWhatASlipMayHaveMeant) {
  const auto text = words_of("Liangshan Tartary buckwheat tea honey honest");
  const auto dictionary = Dictionary::with(std::make_shared<const Dictionary>(), {&text});
  using Near = std::vector<std::string_view>;
  const auto kAnywhere = [](std::string_view) { return true; };
  EXPECT_EQ(dictionary->nearest("buckweat", kAnywhere), Near{"buckwheat"});
  EXPECT_EQ(dictionary->nearest("buckhweat", kAnywhere), Near{"buckwheat"}) << "two letters swapped";
  EXPECT_EQ(dictionary->nearest("bukwheta", kAnywhere), Near{"buckwheat"}) << "two slips in eight letters";
  EXPECT_EQ(dictionary->nearest("hony", kAnywhere), Near{"honey"});
  EXPECT_EQ(dictionary->nearest("honex", kAnywhere), Near{"honey"});
  EXPECT_TRUE(dictionary->nearest("hnnxy", kAnywhere).empty()) << "two slips are too many for five letters";
  EXPECT_TRUE(dictionary->nearest("tee", kAnywhere).empty()) << "too short";
  EXPECT_TRUE(dictionary->nearest(std::string(100, 'x'), kAnywhere).empty());
  EXPECT_EQ(dictionary->nearest("hone", [](std::string_view word) { return word != "honey"; }), Near{})
      << "a word that is gone is not meant";
  EXPECT_EQ(dictionary->beginning_with("ho").size(), 2u);
  EXPECT_EQ(Dictionary::with(dictionary, {&text}), dictionary) << "nothing new";
}

TEST(Dictionary, CountsSlips) {
  EXPECT_EQ(slips_between("tea", "tea", 2), 0u);
  EXPECT_EQ(slips_between("tea", "eta", 2), 1u);
  EXPECT_EQ(slips_between("tea", "teas", 2), 1u);
  EXPECT_EQ(slips_between("tea", "coffee", 2), 3u);
  EXPECT_EQ(slips_between("", "ab", 2), 2u);
}

}  // namespace
}  // namespace shanhai::catalog
