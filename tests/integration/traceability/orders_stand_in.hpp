// Orders as traceability meets it: idempotent by transfer, and out of order in all the ways a network has.
#pragma once

#include <map>
#include <mutex>
#include <set>

#include "services/orders/api.hpp"

namespace shanhai::traceability {

class OrdersStandIn final : public orders::Api {
 public:
  enum class Mood {
    answers,
    away,            // nothing arrives
    loses_answers,   // it happens, and nobody hears of it
    knows_no_sku,    // the catalog's event has not come yet
    breaks,          // a bug
    misunderstands,  // another version of it: refuses what it is asked, though an earlier attempt may have arrived
  };

  Task<Result<orders::TransferReceipt>> receive_lot_stock(orders::LotTransfer transfer) override {
    auto answer = receive(transfer);
    co_return answer;
  }
  Task<Result<orders::LotBlocked>> block_lot(orders::LotBlock block) override {
    auto answer = block_now(block);
    co_return answer;
  }
  Task<Result<orders::LotReleased>> release_lot(orders::LotRelease release) override {
    auto answer = release_now(release);
    co_return answer;
  }
  Task<Result<orders::LotAccounts>> lot_accounts(orders::LotAccountQuery query) override {
    auto answer = accounts_of(query);
    co_return answer;
  }
  Task<Result<orders::RecallReach>> recall_reach(orders::RecallReachQuery query) override {
    auto answer = reach_of(query);
    co_return answer;
  }

  void set_mood(Mood mood) {
    const std::lock_guard lock(mutex_);
    mood_ = mood;
  }
  std::int64_t received(LotId lot) const {
    const std::lock_guard lock(mutex_);
    std::int64_t sum = 0;
    for (const auto& [id, transfer] : transfers_) sum += transfer.lot == lot ? transfer.quantity.value() : 0;
    return sum;
  }
  std::size_t calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  bool is_blocked(LotId lot) const {
    const std::lock_guard lock(mutex_);
    return blocked_.contains(lot);
  }
  std::vector<orders::LotBlock> blocks() const {
    const std::lock_guard lock(mutex_);
    return blocks_;
  }
  std::vector<OrderId> orders_with_the_lot;  // what a block answers with

 private:
  void arrive() {
    ++calls_;
    if (mood_ == Mood::away) throw Unavailable("orders is away");
    if (mood_ == Mood::breaks) throw std::logic_error("a bug");
  }

  Result<orders::TransferReceipt> receive(const orders::LotTransfer& transfer) {
    const std::lock_guard lock(mutex_);
    arrive();
    if (mood_ == Mood::knows_no_sku) return Error::not_found("sku");
    if (mood_ == Mood::misunderstands) return Error::invalid_field("/shelf", "unknown_field");
    const auto known = transfers_.find(transfer.transfer);
    if (known == transfers_.end() && blocked_.contains(transfer.lot)) return Error::conflict("lot_blocked");
    if (known != transfers_.end() && known->second.quantity != transfer.quantity)
      return Error::conflict("transfer_mismatch");
    transfers_.emplace(transfer.transfer, transfer);
    if (mood_ == Mood::loses_answers) throw Unavailable("the connection broke");
    return orders::TransferReceipt{transfer.transfer, transfer.quantity};
  }

  Result<orders::LotAccounts> accounts_of(const orders::LotAccountQuery& query) {
    const std::lock_guard lock(mutex_);
    arrive();
    orders::LotAccounts out;
    for (const auto lot : query.lots) {
      orders::LotAccount account;
      account.lot = lot;
      for (const auto& [id, transfer] : transfers_)
        account.on_hand += transfer.lot == lot ? transfer.quantity.value() : 0;
      out.items.push_back(account);
    }
    return out;
  }

  Result<orders::RecallReach> reach_of(const orders::RecallReachQuery& query) {
    const std::lock_guard lock(mutex_);
    arrive();
    const auto many = static_cast<std::int64_t>(orders_with_the_lot.size());
    return orders::RecallReach{many, many, query.recalls.empty() ? 0 : many, query.recalls.empty() ? 0 : many};
  }

  Result<orders::LotBlocked> block_now(const orders::LotBlock& block) {
    std::int64_t unsold = 0;
    const std::lock_guard lock(mutex_);
    arrive();
    const auto decision = block.decision.value_or(0);
    if (decision >= decisions_[block.lot]) {
      blocked_.insert(block.lot);
      decisions_[block.lot] = decision;
    }
    blocks_.push_back(block);
    for (const auto& [id, transfer] : transfers_) unsold += transfer.lot == block.lot ? transfer.quantity.value() : 0;
    if (mood_ == Mood::loses_answers) throw Unavailable("the connection broke");
    return orders::LotBlocked{block.lot, unsold, orders_with_the_lot};
  }

  Result<orders::LotReleased> release_now(const orders::LotRelease& release) {
    const std::lock_guard lock(mutex_);
    arrive();
    if (release.decision > decisions_[release.lot]) {
      blocked_.erase(release.lot);
      decisions_[release.lot] = release.decision;
    }
    if (mood_ == Mood::loses_answers) throw Unavailable("the connection broke");
    return orders::LotReleased{release.lot, 0};
  }

  mutable std::mutex mutex_;
  Mood mood_ = Mood::answers;
  std::size_t calls_ = 0;
  std::map<orders::TransferId, orders::LotTransfer> transfers_;
  std::set<LotId> blocked_;
  std::map<LotId, std::int64_t> decisions_;
  std::vector<orders::LotBlock> blocks_;
};

}  // namespace shanhai::traceability
