#include <gtest/gtest.h>

#include "services/catalog/product/domain.hpp"

namespace shanhai::catalog {
namespace {

std::vector<std::string> wrong_of(const Listing& listing) {
  std::vector<FieldError> errors;
  check_offer(listing, errors);
  std::vector<std::string> out;
  for (const auto& error : errors) out.push_back(error.pointer + " " + error.code);
  return out;
}

using Places = std::vector<std::string>;

Season season(std::vector<YearWindow> sold) {
  Season out;
  out.sold = std::move(sold);
  return out;
}

Date day(unsigned month, unsigned number) {
  return {std::chrono::year(2026), std::chrono::month(month), std::chrono::day(number)};
}

TEST(Season, NamesDaysThatAYearHas) {
  Listing listing;
  listing.season = season({{"09-15", "11-30"}, {"02-29", "02-29"}});
  EXPECT_EQ(wrong_of(listing), Places{});
  listing.season = season({{"13-01", "11-31"}, {"00-10", "9-150"}});
  EXPECT_EQ(wrong_of(listing), (Places{"/season/sold/0/from invalid_day", "/season/sold/0/to invalid_day",
                                       "/season/sold/1/from invalid_day", "/season/sold/1/to invalid_day"}));
  listing.season = Season{std::vector<YearWindow>(5, YearWindow{"01-01", "01-02"}), std::vector<YearWindow>(), {}};
  EXPECT_EQ(wrong_of(listing), (Places{"/season/harvested out_of_range", "/season/sold out_of_range"}));
}

TEST(Season, IsThePartOfTheYearInWhichItIsSold) {
  EXPECT_TRUE(is_in_season(std::nullopt, day(1, 1)));
  EXPECT_TRUE(is_in_season(Season{}, day(1, 1)));
  const std::optional<Season> autumn = season({{"09-15", "11-30"}});
  EXPECT_FALSE(is_in_season(autumn, day(9, 14)));
  EXPECT_TRUE(is_in_season(autumn, day(9, 15)));
  EXPECT_TRUE(is_in_season(autumn, day(11, 30)));
  EXPECT_FALSE(is_in_season(autumn, day(12, 1)));
  const std::optional<Season> winter = season({{"11-01", "02-28"}});
  EXPECT_TRUE(is_in_season(winter, day(12, 31)));
  EXPECT_TRUE(is_in_season(winter, day(2, 28)));
  EXPECT_FALSE(is_in_season(winter, day(3, 1)));
  Season harvested;
  harvested.harvested = std::vector<YearWindow>{{"07-01", "07-31"}};
  EXPECT_FALSE(is_in_season(harvested, day(8, 1))) << "sold as harvested";
  harvested.sold = std::vector<YearWindow>{{"01-01", "12-31"}};
  EXPECT_TRUE(is_in_season(harvested, day(8, 1)));
}

TEST(DeliveryRegions, LieInGuangdongAndAreNamedOnce) {
  Listing listing;
  listing.delivery_regions = DeliveryRegions{{{"44"}}, {{"4406", "440106", "441900"}}};
  EXPECT_EQ(wrong_of(listing), Places{});
  listing.delivery_regions = DeliveryRegions{{{"4406", "5134", "44060", "99"}}, {{"4406"}}};
  EXPECT_EQ(wrong_of(listing),
            (Places{"/delivery_regions/delivered/1 unknown_division", "/delivery_regions/delivered/2 unknown_division",
                    "/delivery_regions/delivered/3 unknown_division", "/delivery_regions/excluded/0 repeated"}));
  listing.delivery_regions = DeliveryRegions{{{"440000", "4406"}}, {{"440600", "44"}}};
  EXPECT_EQ(wrong_of(listing),
            (Places{"/delivery_regions/excluded/0 repeated", "/delivery_regions/excluded/1 repeated"}))
      << "the same, written otherwise";
  listing.delivery_regions = DeliveryRegions{std::vector<Text<2, 6>>(), std::nullopt};
  EXPECT_EQ(wrong_of(listing), (Places{"/delivery_regions/delivered out_of_range"}));
}

TEST(Images, AreTwelveAtMostAndEachOnce) {
  Listing listing;
  for (int i = 0; i < 13; ++i) listing.images.push_back({std::to_string(i), {}, {}});
  EXPECT_EQ(wrong_of(listing), (Places{"/images too_many"}));
  listing.images.resize(2);
  listing.images[1].id = listing.images[0].id;
  EXPECT_EQ(wrong_of(listing), (Places{"/images/1/image_id repeated"}));
}

}  // namespace
}  // namespace shanhai::catalog
