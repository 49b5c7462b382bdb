#include "services/catalog/storefront/words.hpp"

#include <gtest/gtest.h>

#include <algorithm>

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

TEST(Tokens, CoverEveryWayToFind) {
  const auto tokens = tokens_of(normalise("凉山苦荞茶 Tea"));
  EXPECT_EQ(tokens.size(), 5u + 4u + 1u);
  for (const auto* query : {"茶", "苦荞", "凉山苦荞茶", "tea"}) {
    for (const auto& run : runs_of(normalise(query))) {
      for (const auto token : tokens_to_find(run))
        EXPECT_TRUE(std::binary_search(tokens.begin(), tokens.end(), token)) << query;
    }
  }
}

}  // namespace
}  // namespace shanhai::catalog
