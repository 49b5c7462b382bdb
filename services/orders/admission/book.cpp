#include "services/orders/admission/book.hpp"

#include "services/orders/stock/store.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kMostLines = 1000, kMostTickets = 100'000;
constexpr std::chrono::seconds kFresh{1};

bool is_recent(Instant at, Instant now) { return at <= now && now - at < kFresh; }

Result<Standing> read_standing(db::Tx& tx, RushId id) {
  Standing out;
  SH_TRY(out.rush, store::get_rush(tx, id, std::nullopt));
  if (!out.rush.over(tx.now())) out.unnumbered = store::count_unnumbered(tx, id);
  if (const auto stock = store::find_stock(tx, out.rush.sku)) out.sellable = stock->sellable();
  return out;
}

}  // namespace

Task<Result<Standing>> LineBook::standing(RushId rush) {
  const auto now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    const auto known = lines_.find(rush);
    if (known != lines_.end()) {
      auto& entry = known->second;
      if (is_recent(entry.read_at, now) || is_recent(entry.asked_at, now)) co_return entry.standing;
      entry.asked_at = now;
    }
  }
  auto read = [rush](db::Tx& tx) { return read_standing(tx, rush); };
  auto found = co_await database_.snapshot(read);
  const std::lock_guard lock(mutex_);
  if (lines_.size() > kMostLines) lines_.clear();
  if (found.has_value()) lines_[rush] = {*found, now, {}};
  co_return found;
}

std::optional<TicketRow> LineBook::find(RushTicketId ticket, BuyerId buyer) {
  const std::lock_guard lock(mutex_);
  const auto known = tickets_.find(ticket);
  if (known == tickets_.end() || known->second.buyer != buyer) return std::nullopt;
  return known->second;
}

void LineBook::remember(const TicketRow& ticket) {
  const std::lock_guard lock(mutex_);
  if (tickets_.size() > kMostTickets) tickets_.clear();
  tickets_[ticket.id] = ticket;
}

}  // namespace shanhai::orders
