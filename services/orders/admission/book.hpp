// What a process remembers of lines, so that asking for one's place costs the database next to nothing: how far each
// line has moved, a second old at most, and tickets with the places they keep. Everything in it can be read again.
#pragma once

#include <map>
#include <mutex>
#include <unordered_map>

#include "common/db/database.hpp"
#include "services/orders/admission/store.hpp"

namespace shanhai::orders {

struct Standing {
  RushRow rush;
  std::int64_t unnumbered = 0;
  std::int64_t sellable = 0;
};

class LineBook {
 public:
  explicit LineBook(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  Task<Result<Standing>> standing(RushId rush);  // rush_not_found
  std::optional<TicketRow> find(RushTicketId ticket, BuyerId buyer);
  void remember(const TicketRow& ticket);

 private:
  struct Entry {
    Standing standing;
    Instant read_at{};
    Instant asked_at{};  // somebody is reading since: others take what is there for a moment
  };

  db::Database& database_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<RushId, Entry> lines_;                        // at most 1,000
  std::unordered_map<RushTicketId, TicketRow> tickets_;  // at most 100,000
};

}  // namespace shanhai::orders
