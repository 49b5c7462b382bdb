// What a batch of entries adds to the cubes, added up before it is written.
#pragma once

#include <deque>
#include <map>

#include "common/db/transaction.hpp"
#include "services/measurement/cubes/cubes.hpp"

namespace shanhai::measurement {

class CubeDeltas {
 public:
  void add(const Entry& entry, const Posting& posting, Date booked_on, std::int64_t sequence);
  // Rows of each cube in the order of its key.
  void append_to(db::Script& script) const;

 private:
  struct Sums {
    Money gross, refunded, refunded_by_sale;
    std::int64_t lines = 0, refunds = 0, quantity = 0;
    void operator+=(const Sums& other);
  };
  struct Row {
    const Entry* like = nullptr;  // for its measure and dimensions
    Tier tier = Tier::day;
    Date period{}, attributed{}, booked{};
    Sums sums;
  };
  struct Buyer {
    const Entry* like = nullptr;
    Date month{};
    std::int64_t first_sequence = 0;
  };
  // By their keys as bytes that sort as the database sorts them.
  using Rows = std::map<std::string, Row>;

  void add_to(std::size_t cube, const Entry& entry, Date day, Date booked_on, const Sums& sums);
  void add_buyer(const Entry& entry, Date day, std::int64_t sequence);
  static db::Params params_of(const Cube& cube, const Row& row);

  std::deque<Entry> kept_;
  std::vector<Rows> rows_ = std::vector<Rows>(cubes().size());
  std::map<std::string, Buyer> buyers_;
};

}  // namespace shanhai::measurement
