// What a listing tells beside the goods: images, season, where it is delivered to.
#include <algorithm>
#include <array>
#include <set>

#include "common/base/divisions.hpp"
#include "services/catalog/product/domain.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::size_t kImagesMax = 12;
constexpr std::size_t kWindowsMax = 4;
constexpr std::size_t kDivisionsMax = 200;

// Month and day as 415 for 15 April; nullopt: no day of any year.
std::optional<int> day_of_year(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  for (const std::size_t at : {0, 1, 3, 4}) {
    if (!is_digit(text[at])) return std::nullopt;
  }
  const int month = (text[0] - '0') * 10 + (text[1] - '0');
  const int day = (text[3] - '0') * 10 + (text[4] - '0');
  constexpr std::array kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1 || day > kDays[static_cast<std::size_t>(month - 1)]) return std::nullopt;
  return month * 100 + day;
}

void check_windows(const std::optional<std::vector<YearWindow>>& windows, const std::string& pointer,
                   std::vector<FieldError>& out) {
  if (!windows) return;
  if (windows->empty() || windows->size() > kWindowsMax)
    out.push_back({pointer, "out_of_range", "one to " + std::to_string(kWindowsMax) + " parts of the year"});
  for (std::size_t i = 0; i < windows->size(); ++i) {
    const auto place = pointer + "/" + std::to_string(i);
    if (!day_of_year((*windows)[i].from.str())) out.push_back({place + "/from", "invalid_day", "as 09-15"});
    if (!day_of_year((*windows)[i].to.str())) out.push_back({place + "/to", "invalid_day", "as 11-30"});
  }
}

void check_divisions(const std::optional<std::vector<Text<2, 6>>>& divisions, const std::string& pointer,
                     std::set<std::string_view>& seen, std::vector<FieldError>& out) {
  if (!divisions) return;
  if (divisions->empty() || divisions->size() > kDivisionsMax)
    out.push_back({pointer, "out_of_range", "1 to " + std::to_string(kDivisionsMax) + " divisions"});
  for (std::size_t i = 0; i < divisions->size(); ++i) {
    const auto& digits = (*divisions)[i].str();
    const auto place = pointer + "/" + std::to_string(i);
    const auto* division = find_division(digits + std::string(6 - digits.size(), '0'));
    if (digits.size() % 2 != 0 || !division || !is_within(division->code, kGuangdong)) {
      out.push_back({place, "unknown_division", "the first 2, 4 or 6 digits of a division of Guangdong"});
    } else if (!seen.insert(division->code).second) {  // 4406 and 440600 are one
      out.push_back({place, "repeated", "each division once"});
    }
  }
}

bool lies_in(const YearWindow& window, int day) {
  const auto from = day_of_year(window.from.str()).value();
  const auto to = day_of_year(window.to.str()).value();
  return from <= to ? from <= day && day <= to : day >= from || day <= to;
}

}  // namespace

void check_offer(const Listing& listing, std::vector<FieldError>& out) {
  if (listing.images.size() > kImagesMax)
    out.push_back({"/images", "too_many", "at most " + std::to_string(kImagesMax)});
  std::set<std::string> images;
  for (std::size_t i = 0; i < listing.images.size(); ++i) {
    if (!images.insert(listing.images[i].id).second)
      out.push_back({"/images/" + std::to_string(i) + "/image_id", "repeated", "each image once"});
  }
  if (listing.season) {
    check_windows(listing.season->harvested, "/season/harvested", out);
    check_windows(listing.season->sold, "/season/sold", out);
  }
  if (listing.delivery_regions) {
    std::set<std::string_view> seen;
    check_divisions(listing.delivery_regions->delivered, "/delivery_regions/delivered", seen, out);
    check_divisions(listing.delivery_regions->excluded, "/delivery_regions/excluded", seen, out);
  }
}

bool is_in_season(const std::optional<Season>& season, Date day) {
  if (!season) return true;
  const auto& windows = season->sold ? season->sold : season->harvested;
  if (!windows) return true;
  const int number = static_cast<int>(static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day()));
  return std::any_of(windows->begin(), windows->end(),
                     [number](const YearWindow& window) { return lies_in(window, number); });
}

}  // namespace shanhai::catalog
