#include "services/traceability/trace/journey.hpp"

#include <algorithm>
#include <set>

#include "common/base/divisions.hpp"
#include "services/traceability/lot/view.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::size_t kPrefecturesNamed = 5;

bool is_told(const JourneyPart& part) {
  if (part.step == Step::reserve || part.step == Step::note) return false;  // steps of ours, not of the goods
  const bool of_the_lot_only = part.step == Step::sale || part.step == Step::ship || part.step == Step::recall;
  return part.depth == 0 || !of_the_lot_only;
}

bool earlier(const JourneyPart& a, const JourneyPart& b) {
  if (a.first_at != b.first_at) return a.first_at < b.first_at;
  if (a.depth != b.depth) return a.depth > b.depth;
  return std::pair(a.step, a.division) < std::pair(b.step, b.division);
}

// The same step at the same place in several lots is one step; shipments are one wherever they went.
bool is_one_step(const JourneyPart& a, const JourneyPart& b) {
  if (a.step != b.step) return false;
  return a.step == Step::ship || (a.division == b.division && a.unit == b.unit && a.depth == b.depth);
}

bool shows_quantity(Step step) { return step == Step::harvest || step == Step::process || step == Step::pack; }

struct Words {
  const char *zh, *en;
};

Words words_of(Step step) {
  switch (step) {
    case Step::cultivate:
      return {"种植", "Grown"};
    case Step::store:
      return {"贮藏", "Stored"};
    case Step::harvest:
      return {"农户交货", "Delivered by households"};
    case Step::process:
      return {"加工", "Processed"};
    case Step::pack:
      return {"包装成销售单元", "Packed into sale units"};
    case Step::test:
      return {"检验机构检测", "Tested by a laboratory"};
    case Step::certificate:
      return {"出具承诺达标合格证", "Commitment certificate issued"};
    case Step::reserve:
      return {"待上架", "Set aside for sale"};
    case Step::sale:
      return {"上架销售", "Put on sale"};
    case Step::ship:
      return {"发往买家", "Shipped to buyers"};
    case Step::recall:
      return {"召回", "Recalled"};
    case Step::note:
      break;
  }
  return {"", ""};
}

std::string describe(Step step, bool only_harvest, std::int64_t households, http::Language language) {
  const bool zh = language == http::Language::zh;
  if (step == Step::harvest && only_harvest) {
    const auto count = std::to_string(households);
    return zh ? count + " 户农户交货" : "Delivered by " + count + (households == 1 ? " household" : " households");
  }
  const auto words = words_of(step);
  return zh ? words.zh : words.en;
}

std::string destinations(const std::set<std::string>& divisions, http::Language language) {
  std::set<std::string_view> prefectures;
  for (const auto& division : divisions) prefectures.insert(prefecture_of(division));
  std::string out;
  std::size_t named = 0;
  for (const auto code : prefectures) {
    const auto* prefecture = find_division(code);
    if (!prefecture || named == kPrefecturesNamed) continue;
    if (named++ > 0) out += language == http::Language::zh ? "、" : ", ";
    out += prefecture->name;
  }
  if (prefectures.size() > named) out += language == http::Language::zh ? "等地" : " and others";
  return out;
}

}  // namespace

std::vector<JourneyStep> tell_journey(std::vector<JourneyPart> parts, std::int64_t households,
                                      http::Language language) {
  std::erase_if(parts, [](const auto& part) { return !is_told(part); });
  std::sort(parts.begin(), parts.end(), earlier);
  struct Merged {
    JourneyPart part;
    std::set<std::string> divisions;
  };
  std::vector<Merged> merged;
  for (const auto& part : parts) {
    const auto same =
        std::find_if(merged.begin(), merged.end(), [&](const auto& m) { return is_one_step(m.part, part); });
    if (same == merged.end()) {
      merged.push_back({part, {part.division}});
      continue;
    }
    same->part.last_at = std::max(same->part.last_at, part.last_at);
    same->part.quantity += part.quantity;
    same->divisions.insert(part.division);
  }
  const auto harvests =
      std::count_if(merged.begin(), merged.end(), [](const auto& m) { return m.part.step == Step::harvest; });
  std::vector<JourneyStep> out;
  for (const auto& [part, divisions] : merged) {
    JourneyStep step;
    step.step = part.step;
    step.at = part.first_at;
    if (part.last_at != part.first_at) step.until = part.last_at;
    step.place_name = part.step == Step::ship ? destinations(divisions, language) : place_name(part.division);
    if (shows_quantity(part.step)) {
      step.quantity = part.quantity;
      step.unit = part.unit;
    }
    step.description = describe(part.step, harvests == 1, households, language);
    out.push_back(std::move(step));
  }
  return out;
}

}  // namespace shanhai::traceability
