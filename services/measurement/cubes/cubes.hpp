// The cubes: by which dimensions sums of entries are kept, and how a sum is told apart from others in bytes. One table
// drives how entries are folded into them and which of them answers a question.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "services/measurement/ledger/entry.hpp"

namespace shanhai::measurement {

// What entries and cubes have in common, under these names in SQL. `buyer`: organisation, or a person's pseudonym.
enum class Column {
  buyer_division,
  delivery_division,
  production_county,
  raw_material_county,
  registration_county,
  buyer_kind,
  category,
  certified,
  channel,
  buyer_organisation,
  buyer,
  supplier,
  product,
};
BOOST_DESCRIBE_ENUM(Column, buyer_division, delivery_division, production_county, raw_material_county,
                    registration_county, buyer_kind, category, certified, channel, buyer_organisation, buyer, supplier,
                    product)
inline constexpr std::size_t kColumns = 13;

// `entry` is no sum: all columns of each entry, by number.
enum class CubeName { entry, region, county, unit, delivery, supply, buyer };
BOOST_DESCRIBE_ENUM(CubeName, entry, region, county, unit, delivery, supply, buyer)

struct Cube {
  CubeName name;
  std::vector<Column> columns;
  std::vector<Tier> tiers;     // finest first
  bool organisations_only;     // of buyers that are no consumers
  std::optional<Column> part;  // sums of months and years lie apart by it, so that a question reads what it asks for

  bool has(Column column) const;
  bool has(Tier tier) const;
};

// The narrowest first; without `entry`.
const std::vector<Cube>& cubes();
const Cube& entries_by_number();
const Cube& cube_named(CubeName name);  // not `entry`

// Whether sums of the tier tell the month of attribution. Years do not: that is what makes them few.
constexpr bool is_dated(Tier tier) { return tier != Tier::year; }

// A part is one of so many; days are not divided, all of them lie in part 0.
inline constexpr int kCubeParts = 16;

// How the key of a sum lies in bytes: divisions as numbers of three bytes, enumerations by their place in one, ids as
// they are. Numbers come most significant byte first, so that bytes sort as values do.
class Layout {
 public:
  Layout(const Cube& cube, Tier tier);

  std::size_t width() const { return width_; }
  bool has(Column column) const { return at(column) >= 0; }
  int at(Column column) const { return at_[static_cast<std::size_t>(column)]; }  // offset; negative: it has none
  // Two bytes each. Of entries: days since 1970, posted_on, sale_posted_on and attributed_on. Of dated sums: the month
  // of attribution. Negative: it has none.
  int posted_at() const { return posted_at_; }
  int sale_posted_at() const { return posted_at_ < 0 ? -1 : posted_at_ + 2; }
  int attributed_at() const { return attributed_at_; }

  static std::size_t width_of(Column column);

 private:
  std::array<int, kColumns> at_{};
  int posted_at_ = -1, attributed_at_ = -1;
  std::size_t width_ = 0;
};

void append_number(std::string& out, std::uint32_t number, std::size_t bytes);
std::uint32_t read_number(const char* at, std::size_t bytes);
// Codes are digits, or empty. std::logic_error: neither.
std::uint32_t number_of_division(std::string_view code);
std::string division_of_number(std::uint32_t number);

std::uint32_t day_number(Date day);  // since 1970; fits two bytes until 2149
Date day_of_number(std::uint32_t number);
std::uint32_t month_number(Date day);  // since 1970
Date month_of_number(std::uint32_t number);

// In which part a value lies. `at`: its bytes.
int part_of(Column column, const char* at);

}  // namespace shanhai::measurement
