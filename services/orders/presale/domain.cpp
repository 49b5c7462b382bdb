#include "services/orders/presale/domain.hpp"

#include <algorithm>
#include <array>

namespace shanhai::orders {
namespace {

constexpr std::array kMoves = {
    PresaleMove{PresaleState::open, PresaleAction::close, PresaleState::closed},
    PresaleMove{PresaleState::open, PresaleAction::withdraw, PresaleState::withdrawing},
    PresaleMove{PresaleState::closed, PresaleAction::withdraw, PresaleState::withdrawing},
    PresaleMove{PresaleState::withdrawing, PresaleAction::finish, PresaleState::withdrawn},
};

constexpr int kLongestDays = 366;

}  // namespace

std::span<const PresaleMove> presale_moves() { return kMoves; }

Result<PresaleState> move_presale(PresaleState from, PresaleAction action) {
  const auto move = std::find_if(kMoves.begin(), kMoves.end(),
                                 [&](const PresaleMove& row) { return row.from == from && row.action == action; });
  if (move == kMoves.end()) return Error::conflict("presale_state", "the presale's state does not allow this");
  return move->to;
}

std::vector<FieldError> check_presale(const PresaleTerms& terms, Instant earliest) {
  std::vector<FieldError> wrong;
  const auto last_day = china_date(terms.starts_at + std::chrono::hours(24 * kLongestDays));
  if (terms.starts_at < earliest) wrong.push_back({"/starts_at", "too_soon", "not before " + to_rfc3339(earliest)});
  if (terms.ends_at <= terms.starts_at) wrong.push_back({"/ends_at", "out_of_range", "after the start"});
  if (start_of_china_day(add_days(terms.ships_from, 1)) <= terms.ends_at)
    wrong.push_back({"/ships_from", "out_of_range", "not before the day on which the sale ends"});
  if (std::chrono::sys_days(terms.ships_by) < std::chrono::sys_days(terms.ships_from) ||
      std::chrono::sys_days(terms.ships_by) > std::chrono::sys_days(last_day))
    wrong.push_back({"/ships_by", "out_of_range", "from ships_from on, within a year of the start"});
  return wrong;
}

std::int64_t untaken(std::int64_t allotment, std::int64_t taken, std::int64_t without_lot) {
  return std::clamp<std::int64_t>(allotment - taken, 0, std::max<std::int64_t>(without_lot, 0));
}

}  // namespace shanhai::orders
