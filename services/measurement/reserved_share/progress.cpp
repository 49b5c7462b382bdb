#include "services/measurement/reserved_share/progress.hpp"

#include <numeric>
#include <set>

#include "services/measurement/reserved_share/store.hpp"

namespace shanhai::measurement {
namespace {

// A unit's predecessors, theirs, and so on.
constexpr int kGenerationsMax = 32;

class Shares {
 public:
  explicit Shares(const std::vector<DeclarationRow>& declarations) {
    for (const auto& row : declarations) add(row);
  }

  void add_predecessors(db::Tx& tx, int year, std::int64_t known) {
    std::map<OrganisationId, std::size_t> heirs;
    for (const auto& [buyer, shares] : buyers_) heirs[buyer] = shares.front();
    auto level = heirs;
    for (int i = 0; i < kGenerationsMax && !level.empty(); ++i) {
      std::vector<OrganisationId> successors;
      for (const auto& [unit, share] : level) successors.push_back(unit);
      std::map<OrganisationId, std::size_t> next;
      for (const auto& row : store::list_predecessors(tx, year, successors, known)) {
        const auto share = level.at(*row.successor);
        if (!heirs.try_emplace(row.unit, share).second) continue;
        next[row.unit] = share;
        buyers_[row.unit] = {share};
      }
      level = std::move(next);
    }
  }

  // All that named a contractor share it, also those that were not asked for.
  void add_contractors(db::Tx& tx, int year, std::int64_t known) {
    std::set<OrganisationId> contractors;
    for (const auto& row : rows_) {
      if (row.contractor) contractors.insert(*row.contractor);
    }
    if (contractors.empty()) return;
    const std::vector<OrganisationId> named(contractors.begin(), contractors.end());
    for (const auto& row : store::list_of_contractors(tx, year, named, known)) {
      auto found = places_.find(row.id);
      if (found == places_.end()) found = places_.emplace(row.id, append(row)).first;
      buyers_[*row.contractor].push_back(found->second);
    }
  }

  std::vector<OrganisationId> buyers() const {
    std::vector<OrganisationId> out;
    for (const auto& [buyer, shares] : buyers_) out.push_back(buyer);
    return out;
  }

  std::map<DeclarationId, Money> divide(const std::map<OrganisationId, std::int64_t>& net) const {
    std::vector<Buyer> buyers;
    std::vector<std::int64_t> nets, reserved;
    for (const auto& [buyer, shares] : buyers_) {
      const auto found = net.find(buyer);
      buyers.push_back({buyer, shares});
      nets.push_back(found == net.end() ? 0 : found->second);
    }
    for (const auto& row : rows_) reserved.push_back(row.reserved.fen());
    const auto divided = divide_volume(buyers, nets, reserved);
    std::map<DeclarationId, Money> out;
    for (std::size_t i = 0; i < rows_.size(); ++i) out[rows_[i].id] = Money(divided[i]);
    return out;
  }

 private:
  std::size_t append(const DeclarationRow& row) {
    rows_.push_back(row);
    return rows_.size() - 1;
  }
  void add(const DeclarationRow& row) {
    const auto place = append(row);
    places_[row.id] = place;
    // What one bought that has a successor counts for that one, once it is confirmed.
    if (row.successor && row.state == DeclarationState::confirmed) return;
    for (const auto unit : row.units) buyers_[unit] = {place};
  }

  std::vector<DeclarationRow> rows_;
  std::map<DeclarationId, std::size_t> places_;
  std::map<OrganisationId, std::vector<std::size_t>> buyers_;
};

}  // namespace

Result<std::map<DeclarationId, Money>> bought_for(db::Tx& tx, const SharePolicy& policy,
                                                  const std::vector<DeclarationRow>& declarations, int year, int last,
                                                  const State& state) {
  Shares shares(declarations);
  shares.add_predecessors(tx, year, state.as_of.entered);
  shares.add_contractors(tx, year, state.as_of.entered);
  const VolumeQuestion question{policy.measure, year, true, state};
  SH_TRY(const auto by_unit, net_by_unit(tx, policy.reading, question, shares.buyers()));
  std::map<OrganisationId, std::int64_t> net;
  for (const auto& [unit, months] : by_unit)
    net[unit] = std::accumulate(months.begin(), months.begin() + last, std::int64_t{0});
  return shares.divide(net);
}

std::optional<std::int64_t> completion_of(Money bought, Money reserved) {
  if (reserved.fen() <= 0) return std::nullopt;
  return ppm_of(bought.fen(), reserved.fen());
}

}  // namespace shanhai::measurement
