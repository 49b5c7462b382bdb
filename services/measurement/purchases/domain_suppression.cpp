#include "services/measurement/purchases/domain_suppression.hpp"

#include <map>
#include <optional>

#include "common/base/divisions.hpp"

namespace shanhai::measurement {
namespace {

using Part = std::vector<std::size_t>;

// The parts of the table that a coarser question has a sum of.
std::vector<Part> parts_of(const std::vector<CountedCell>& cells) {
  std::map<std::vector<std::string>, Part> parts;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto& keys = cells[i].keys;
    for (std::size_t summed = 0; summed < keys.size(); ++summed) {
      std::vector<std::string> name{std::to_string(summed)};
      for (std::size_t other = 0; other < keys.size(); ++other)
        name.push_back(other == summed ? std::string() : keys[other].front());
      parts[name].push_back(i);
      for (std::size_t level = 1; level < keys[summed].size(); ++level) {
        auto within = name;
        within.push_back(keys[summed][level]);
        parts[std::move(within)].push_back(i);
      }
    }
  }
  std::vector<Part> out;
  for (auto& [name, part] : parts) out.push_back(std::move(part));
  return out;
}

// Whether the untold cells of the part can be told from its sum.
bool gives_away(const std::vector<CountedCell>& cells, const Part& part, const std::set<std::size_t>& untold,
                std::int64_t smallest) {
  std::int64_t count = 0, persons = 0;
  for (const auto i : part) {
    if (!untold.contains(i)) continue;
    ++count;
    persons += cells[i].persons;
  }
  return count == 1 || (count > 1 && persons < smallest);
}

// The next smallest cell that is told and has somebody in it.
std::optional<std::size_t> next_of(const std::vector<CountedCell>& cells, const Part& part,
                                   const std::set<std::size_t>& untold) {
  std::optional<std::size_t> out;
  for (const auto i : part) {
    if (untold.contains(i) || cells[i].persons <= 0) continue;
    if (!out || cells[i].persons < cells[*out].persons) out = i;
  }
  return out;
}

}  // namespace

std::set<std::size_t> suppressed_cells(const std::vector<CountedCell>& cells, std::int64_t smallest) {
  std::set<std::size_t> out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].persons > 0 && cells[i].persons < smallest) out.insert(i);
  }
  if (out.empty()) return out;
  const auto parts = parts_of(cells);
  for (bool more = true; more;) {  // what shelters one part may need shelter in another
    more = false;
    for (const auto& part : parts) {
      while (gives_away(cells, part, out, smallest)) {
        const auto next = next_of(cells, part, out);
        if (!next) break;
        out.insert(*next);
        more = true;
      }
    }
  }
  return out;
}

std::vector<std::string> with_coarser(Dimension dimension, const std::string& key) {
  std::vector<std::string> out{key};
  switch (dimension) {
    case Dimension::buyer_division:
    case Dimension::delivery_division:
    case Dimension::origin_county:
    case Dimension::raw_material_county:
    case Dimension::registration_county:
      if (const auto prefecture = prefecture_of(key); !prefecture.empty()) out.emplace_back(prefecture);
      break;
    case Dimension::day:
    case Dimension::month: {
      const auto first = parse_date(dimension == Dimension::day ? key : key + "-01");
      if (first.has_error()) break;
      if (dimension == Dimension::day) out.push_back(name_of_day(*first, Dimension::month));
      out.push_back(name_of_day(*first, Dimension::quarter));
      out.push_back(name_of_day(*first, Dimension::year));
      break;
    }
    case Dimension::quarter:
      out.push_back(key.substr(0, 4));
      break;
    default:
      break;
  }
  return out;
}

}  // namespace shanhai::measurement
