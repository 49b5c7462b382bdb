// Sums the figures of periods that are cut, keeps their text as a file and signs its digest.
//
// What is small is done while whoever asked waits; what takes longer is begun anew by a loop, part by part, each in a
// transaction of its own. A file that is missing on this machine's disk is made again. One process at a time works at a
// period, by a lease that is renewed with the parts. Two that both believe to hold it make the same bytes, and of two
// signatures the second finds the first.
#pragma once

#include <chrono>
#include <mutex>
#include <set>

#include "common/async/background.hpp"
#include "common/async/workers.hpp"
#include "common/http/file_answer.hpp"
#include "services/measurement/context.hpp"
#include "services/measurement/freezing/figures.hpp"
#include "services/measurement/freezing/store.hpp"

namespace shanhai::measurement {

class FreezeJobs {
 public:
  // `origin`: the name of the keys. `directory` is shared by replicas, and made when it is needed.
  FreezeJobs(Context& context, std::string origin, std::string directory, Workers& workers)
      : context_(context), origin_(std::move(origin)), directory_(std::move(directory)), workers_(workers) {}

  Task<> run(Loop& loop);
  void wake();  // from any thread

  // Signs the period, unless it is, and makes its file, unless it is there: within `patience`, beginning no part after
  // it. False: it takes longer, or another process is at work. internal: the figures are no longer what was signed.
  Task<Result<bool>> carry_out(std::string period, std::chrono::milliseconds patience);
  // Whatever is left to be signed or made, until `loop` is stopped; gives how many periods came to an end.
  Task<std::int64_t> carry_out_due(const Loop* loop = nullptr);
  // Removes what processes that were killed had in the making, after a day. Blocking; run() begins with it.
  void sweep() const;
  // The kept text of what was signed; nullptr: it is not here, or holds something else.
  Task<std::shared_ptr<const http::OpenFile>> open(std::string digest);

 private:
  struct Writing;
  using GoesOn = std::function<bool()>;            // asked between parts
  bool has_file(const std::string& digest) const;  // blocking
  std::string path_of(const std::string& digest) const;
  Task<Result<bool>> make(store::FrozenPeriod frozen, GoesOn goes_on);   // with the lease
  Task<Result<bool>> write(store::FrozenPeriod frozen, GoesOn goes_on);  // who has it
  Task<Result<bool>> keep(store::FrozenPeriod frozen, std::shared_ptr<Writing> writing);
  Result<bool> sign_in(db::Tx& tx, const std::string& period, const CanonicalFigures& figures) const;

  Context& context_;
  const std::string origin_, directory_;
  Workers& workers_;
  std::mutex mutex_;  // the loop, and the next
  Loop* loop_ = nullptr;
  std::set<std::string> differing_;  // periods whose figures cannot be made any more: the audit tells, too
};

}  // namespace shanhai::measurement
