#include "services/measurement/cubes/cubes.hpp"

#include <algorithm>

namespace shanhai::measurement {
namespace {

constexpr std::size_t kDayBytes = 2;

}  // namespace

bool Cube::has(Column column) const { return std::find(columns.begin(), columns.end(), column) != columns.end(); }

bool Cube::has(Tier tier) const { return std::find(tiers.begin(), tiers.end(), tier) != tiers.end(); }

const std::vector<Cube>& cubes() {
  using C = Column;
  static const std::vector<Cube> table = {
      {CubeName::region,
       {C::buyer_division, C::production_county, C::buyer_kind, C::category, C::certified, C::channel},
       {Tier::day, Tier::month, Tier::year},
       false,
       C::buyer_division},
      {CubeName::county,
       {C::buyer_division, C::production_county, C::buyer_kind, C::category, C::certified, C::channel},
       {Tier::month, Tier::year},
       false,
       C::production_county},
      {CubeName::unit,
       {C::buyer_organisation, C::buyer_division, C::production_county, C::buyer_kind, C::category, C::certified,
        C::channel},
       {Tier::day, Tier::month, Tier::year},
       true,
       C::buyer_organisation},
      {CubeName::delivery,
       {C::buyer_division, C::delivery_division, C::production_county, C::buyer_kind, C::category, C::certified,
        C::channel},
       {Tier::month},
       false,
       C::delivery_division},
      {CubeName::buyer,
       {C::buyer_division, C::production_county, C::buyer_kind, C::category, C::certified, C::channel, C::buyer},
       {Tier::month},
       false,
       C::buyer_division},
      {CubeName::supply,
       {C::production_county, C::supplier, C::product, C::buyer_division, C::raw_material_county,
        C::registration_county, C::buyer_kind, C::category, C::certified, C::channel},
       {Tier::month},
       false,
       C::production_county},
  };
  return table;
}

const Cube& entries_by_number() {
  using C = Column;
  static const Cube table{
      CubeName::entry,
      {C::buyer_division, C::delivery_division, C::production_county, C::raw_material_county, C::registration_county,
       C::buyer_kind, C::category, C::certified, C::channel, C::buyer_organisation, C::buyer, C::supplier, C::product},
      {Tier::day},
      false,
      std::nullopt};
  return table;
}

const Cube& cube_named(CubeName name) {
  for (const auto& cube : cubes()) {
    if (cube.name == name) return cube;
  }
  throw std::logic_error("no such cube");
}

Layout::Layout(const Cube& cube, Tier tier) {
  at_.fill(-1);
  for (const auto column : cube.columns) {
    at_[static_cast<std::size_t>(column)] = static_cast<int>(width_);
    width_ += width_of(column);
  }
  if (cube.name == CubeName::entry) {
    posted_at_ = static_cast<int>(width_);
    width_ += 2 * kDayBytes;
  }
  if (!is_dated(tier)) return;
  attributed_at_ = static_cast<int>(width_);
  width_ += kDayBytes;
}

std::size_t Layout::width_of(Column column) {
  if (column <= Column::registration_county) return 3;
  return column <= Column::channel ? 1 : 16;
}

void append_number(std::string& out, std::uint32_t number, std::size_t bytes) {
  for (std::size_t i = bytes; i-- > 0;) out += static_cast<char>(number >> (8 * i) & 0xff);
}

std::uint32_t read_number(const char* at, std::size_t bytes) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < bytes; ++i) out = out << 8 | static_cast<unsigned char>(at[i]);
  return out;
}

std::uint32_t number_of_division(std::string_view code) {
  if (code.empty()) return 0;
  std::uint32_t out = 0;
  for (const char c : code) {
    if (c < '0' || c > '9' || code.size() != 6) throw std::logic_error("a division's code has six digits");
    out = out * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return out;
}

std::string division_of_number(std::uint32_t number) {
  if (number == 0) return {};
  auto digits = std::to_string(number);
  return std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits;
}

std::uint32_t day_number(Date day) {
  return static_cast<std::uint32_t>(std::chrono::sys_days(day).time_since_epoch().count());
}

Date day_of_number(std::uint32_t number) {
  return Date(std::chrono::sys_days(std::chrono::days(static_cast<int>(number))));
}

std::uint32_t month_number(Date day) {
  return static_cast<std::uint32_t>(int(day.year()) - 1970) * 12 + unsigned(day.month()) - 1;
}

Date month_of_number(std::uint32_t number) {
  return Date(std::chrono::year(1970 + static_cast<int>(number / 12)), std::chrono::month(number % 12 + 1),
              std::chrono::day(1));
}

int part_of(Column column, const char* at) {
  const auto width = Layout::width_of(column);
  if (width > 4) return static_cast<unsigned char>(at[width - 1]) % kCubeParts;
  const auto number = read_number(at, width);
  // Buyers by prefecture, which is what their agencies ask for.
  return static_cast<int>(column == Column::production_county ? number % kCubeParts : number / 100 % kCubeParts);
}

}  // namespace shanhai::measurement
