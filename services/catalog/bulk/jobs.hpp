// Works at sheets that were handed in: one at a time in a process, some hundred rows in a transaction.
//
// An import is leased for half a minute, renewed with every transaction, and its attempt is the fence: who has lost it
// writes nothing more. How far it is stands in the same transaction as what was written, so that whoever comes next
// goes on behind it. An attempt that got no further is repeated a few times, then the import is given up.
#pragma once

#include <mutex>

#include "common/async/background.hpp"
#include "common/async/workers.hpp"
#include "common/db/database.hpp"
#include "common/events/stream.hpp"
#include "services/catalog/bulk/files.hpp"
#include "services/catalog/bulk/store.hpp"

namespace shanhai::catalog {

class ImportJobs {
 public:
  ImportJobs(db::Database& database, events::Sequencer& sequencer, Random& random, Workers& workers,
             const SheetFiles& files, ImportPolicy policy, ReviewPolicy review)
      : database_(database),
        sequencer_(sequencer),
        random_(random),
        workers_(workers),
        files_(files),
        policy_(policy),
        review_(review) {}

  Task<> run(Loop& loop);
  void wake();  // from any thread

  // What is due, one after the other; gives how many came to an end.
  Task<std::int64_t> carry_out_due();
  // Ends what is over: its files, what was wrong in it, then its row says so.
  Task<> expire();
  // Removes files that no import keeps: of one whose process ended before its row was there, or after it was removed;
  // of an export.
  Task<> sweep();

 private:
  enum class End { finished, failed, lost, postponed };
  Task<bool> carry_out(ImportId id);
  Task<End> work(const store::ImportRow& job);
  Task<End> fail(const store::ImportRow& job, std::string code);
  // A chunk's transaction, repeated where somebody took a GTIN meanwhile.
  Task<Result<bool>> write_chunk(const store::ImportRow& job, const Sheet& sheet,
                                 std::span<const ProductLines> products);
  Task<End> finish(const store::ImportRow& job, std::shared_ptr<const Sheet> sheet);
  Task<bool> write_error_file(const store::ImportRow& job, std::shared_ptr<const Sheet> sheet);
  Task<> put_off(const store::ImportRow& job);

  db::Database& database_;
  events::Sequencer& sequencer_;
  Random& random_;
  Workers& workers_;
  const SheetFiles& files_;
  const ImportPolicy policy_;
  const ReviewPolicy review_;
  std::mutex mutex_;
  Loop* loop_ = nullptr;
};

}  // namespace shanhai::catalog
