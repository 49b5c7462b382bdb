#include "services/measurement/freezing/followed.hpp"

#include "sql/common_queries.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{50};

struct ReadCheckpoint {
  std::string consumer;
  Result<std::int64_t> operator()(db::Tx& tx) const {
    const auto rows = tx.query(sql::common::checkpoint_find, {{"consumer", consumer}});
    return rows.empty() ? 0 : rows.front().get<std::int64_t>("sequence");
  }
};

}  // namespace

Task<Result<void>> wait_until_followed(db::Database& database, std::vector<FollowedStream> streams,
                                       std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  std::vector<std::int64_t> wanted;  // all are asked before any is waited for
  for (const auto& stream : streams) {
    const ReadCheckpoint read{stream.consumer};
    SH_CO_TRY(const auto taken, co_await database.snapshot(read));
    SH_CO_TRY(const auto batch, co_await stream.source->after(taken, 1, std::chrono::milliseconds(0)));
    wanted.push_back(batch.last_sequence);
  }
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const ReadCheckpoint read{streams[i].consumer};
    for (;;) {
      SH_CO_TRY(const auto taken, co_await database.snapshot(read));
      if (taken >= wanted[i]) break;
      if (std::chrono::steady_clock::now() >= until) {
        co_return Error::conflict("measurement_behind", std::to_string(wanted[i] - taken) + " events of " +
                                                            streams[i].name + " are not read yet: ask again")
            .with("stream", json::Value(std::string_view(streams[i].name)));
      }
      co_await sleep_for(kBetweenLooks);
    }
  }
  co_return Result<void>();
}

}  // namespace shanhai::measurement
