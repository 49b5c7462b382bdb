// Keeps the current snapshot up with the catalog's own stream: reads what events name from the database and swaps in a
// new snapshot; also when a certification begins or ends by itself, when orders are accepted or rated, and when a day
// has other reference prices.
#pragma once

#include "common/async/background.hpp"
#include "common/async/workers.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"
#include "services/catalog/storefront/snapshot.hpp"

namespace shanhai::catalog {

class Follower {
 public:
  // All references must outlive `background`'s loops.
  Follower(db::Database& database, events::EventSource& source, Workers& workers, CurrentSnapshot& current)
      : database_(database), source_(source), workers_(workers), current_(current) {}

  void start(Background& background);

  // The whole catalog. Throws Unavailable while the database is away.
  Task<> load();
  // Waits up to `wait` for something to change, and follows it; false: nothing did.
  Task<bool> follow(std::chrono::milliseconds wait);

 private:
  struct Affected {
    std::vector<ProductId> products;
    std::vector<OrganisationId> suppliers;
    bool empty() const { return products.empty() && suppliers.empty(); }
  };
  struct Rows {
    std::vector<store::PublishedProduct> products;
    std::vector<store::PublishedSupplier> suppliers;
    std::int64_t sequence = 0, received = 0;
    Instant now{};
  };

  Task<> run(Loop& loop);
  static Affected affected_by(const std::vector<events::Event>& events);
  static Rows read_affected(db::Tx& tx, const Snapshot& snapshot, Affected& affected);
  SnapshotPtr build(const Rows& rows) const;
  SnapshotPtr rebuild(const Snapshot& snapshot, const Rows& rows, const Affected& affected,
                      std::int64_t sequence) const;
  // What prices are held against on that day, of these offers where nobody has computed its medians.
  Task<ReferencesPtr> find_references(Date day, Offers offers);
  Task<> renew_references(const Snapshot& snapshot, Date day);

  db::Database& database_;
  events::EventSource& source_;
  Workers& workers_;
  CurrentSnapshot& current_;
  std::int64_t received_ = 0;       // the last event of orders whose effect is in the snapshot
  ReferencesPtr references_;        // that its documents are held against, but for those that wait
  std::vector<ProductId> waiting_;  // to be held against new references, or to be counted for a new day
};

}  // namespace shanhai::catalog
