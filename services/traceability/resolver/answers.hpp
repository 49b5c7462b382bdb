// Finished answers about lots, kept in memory.
//
// An answer is believed for a quarter of a second; then the database is asked whether anything it tells of has changed,
// in one round trip for all the lots that are asked for meanwhile (docs/decisions/0022). Lots that this process writes
// about are not believed at all while their transactions may commit: what was acknowledged here shows at once.
#pragma once

#include <array>
#include <mutex>
#include <unordered_map>

#include "common/async/rounds.hpp"
#include "common/db/database.hpp"
#include "services/traceability/trace/changed_lots.hpp"
#include "services/traceability/trace/facts.hpp"

namespace shanhai::traceability {

// The forms in which a lot is told.
enum class Form {
  json_zh,
  json_en,
  page_zh,
  page_en,
  unit_zh,
  unit_en,
  linkset,
  linkset_json,
  linkset_ld,
  links_zh,
  links_en
};
inline constexpr std::size_t kForms = 11;

class TraceAnswers {
 public:
  using Prepared = std::shared_ptr<const std::string>;
  // An answer of status 200 without ETag, Content-Encoding and Vary, which are added.
  using Render = std::function<http::Response(const TraceFacts&, Form, Instant now)>;
  struct Limits {
    std::size_t bytes = 64 << 20;
    std::chrono::milliseconds believed{250};
  };
  class Trace;

  TraceAnswers(db::Database& database, const ChangedLots& changed, Render render, Limits limits);
  TraceAnswers(db::Database& database, const ChangedLots& changed, Render render)
      : TraceAnswers(database, changed, std::move(render), Limits()) {}

  // nullptr: there is no such lot. Throws Unavailable.
  Task<std::shared_ptr<Trace>> find(std::string gtin14, std::string lot_number);
  // The same, if it can be said at once; nullptr: it cannot.
  std::shared_ptr<Trace> find_now(std::string_view gtin14, std::string_view lot_number);
  const TraceFacts& facts_of(const Trace& trace) const;
  // Whole answers, 304 where `if_none_match` names this one.
  Prepared answer(const std::shared_ptr<Trace>& trace, Form form, std::string_view if_none_match, bool gzip);

  // How often an answer was believed, found unchanged, and read anew, in how many round trips; and how many bytes are
  // kept.
  struct Counts {
    std::int64_t believed = 0, confirmed = 0, read = 0, rounds = 0;
    std::size_t bytes = 0;
  };
  Counts counts() const;

 private:
  using TimePoint = ChangedLots::TimePoint;
  using Found = std::map<std::string, std::shared_ptr<Trace>>;
  struct Variant;

  Task<Found> look(std::vector<std::string> keys);
  std::shared_ptr<Trace> remembered(const std::string& key);  // with the mutex held
  void keep(const std::string& key, const std::shared_ptr<Trace>& trace);
  void add(const std::string& key, const std::shared_ptr<Trace>& trace);
  void forget();
  void grow(Trace& trace, std::ptrdiff_t bytes);

  db::Database& database_;
  const ChangedLots& changed_;
  const Render render_;
  const Limits limits_;
  Rounds<std::string, std::shared_ptr<Trace>> rounds_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<Trace>> newer_, older_;  // what was not asked for since is forgotten
  std::size_t newer_bytes_ = 0;
  Counts counts_;
};

}  // namespace shanhai::traceability
