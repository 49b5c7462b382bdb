// Tells who waits for an organisation's events that some have arrived, as soon as the log has given them their places.
//
// Streams are told in SQL: they become due, for whichever process comes first. Open WebSockets are told by their
// waiters. Whatever was missed while no process looked is looked for at the start: every stream is due then.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "common/async/waiter.hpp"
#include "common/db/database.hpp"
#include "services/traceability/domain_terms.hpp"

namespace shanhai::traceability {

class Feed {
 public:
  explicit Feed(db::Database& database) : database_(database) {}
  // What has arrived since the last look. By one loop at a time.
  Task<> look();

  // From any thread: `waiter` is woken with every arrival, until destroyed.
  class Listening {
   public:
    Listening(Feed& feed, OrganisationId organisation, std::shared_ptr<Waiter> waiter);
    ~Listening();
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;

   private:
    Feed& feed_;
    std::multimap<OrganisationId, std::shared_ptr<Waiter>>::iterator place_;
  };

 private:
  struct Arrivals {
    std::uint64_t newest = 0;
    bool everybody = false;  // they were not looked up one by one
    std::vector<OrganisationId> organisations;
  };
  static Result<Arrivals> read(db::Tx& tx, std::optional<std::uint64_t> seen);
  void wake(const Arrivals& arrivals);

  db::Database& database_;
  std::optional<std::uint64_t> seen_;  // the place up to which everybody was told; nullopt: never looked
  std::mutex mutex_;
  std::multimap<OrganisationId, std::shared_ptr<Waiter>> listeners_;
};

}  // namespace shanhai::traceability
