// Reads that many callers ask for at once, made in rounds: one caller reads, and what others ask for meanwhile is read
// together by the next one. So a crowd who all want something else costs a few reads, not one each.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "common/async/waiter.hpp"

namespace shanhai {

template <class Key, class Value>
class Rounds {
 public:
  using Found = std::map<Key, Value>;
  using Read = std::function<Task<Found>(std::vector<Key>)>;

  // `read` finds what there is of the keys; it is called from several callers' threads, but for others by one at a
  // time. `most`: keys of a round; who comes when it is full reads for itself, as does who waited for `patience` in
  // vain.
  Rounds(Read read, std::size_t most, std::chrono::milliseconds patience = std::chrono::seconds(5))
      : read_(std::move(read)), most_(most), patience_(patience) {}

  // What was found of `wanted`, by whoever read it. Throws what `read` throws.
  Task<Found> find(std::vector<Key> wanted) {
    Seat seat(*this, wanted);
    if (co_await seat.leads()) {
      auto asked = seat.asked();
      try {
        auto all = co_await read_(std::move(asked));
        seat.tell(std::move(all));
      } catch (const std::exception&) {  // each asks by itself then, and learns why
      }
      seat.leave();
    }
    auto found = seat.told();
    if (!found) {
      auto own = co_await read_(wanted);
      co_return own;
    }
    Found out;
    for (const auto& key : wanted) {
      const auto one = found->find(key);
      if (one != found->end()) out.insert(*one);
    }
    co_return out;
  }

 private:
  struct Member {
    std::shared_ptr<Waiter> waiter = std::make_shared<Waiter>();
    bool leads = false;
  };
  struct Round {
    std::set<Key> asked;
    std::vector<std::shared_ptr<Member>> members;  // in the order in which they came
    bool over = false;
    std::shared_ptr<const Found> found;  // nullptr: it was not read, or could not be
  };
  class Seat;

  const Read read_;
  const std::size_t most_;
  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  bool reading_ = false;         // somebody leads a round
  std::shared_ptr<Round> next_;  // of those who came since; nullptr: nobody
};

// A caller's place in a round, given up when the caller ends, in whatever way; a round ends with who leads it.
template <class Key, class Value>
class Rounds<Key, Value>::Seat {
 public:
  Seat(Rounds& rounds, const std::vector<Key>& missing) : rounds_(rounds) {
    const std::lock_guard lock(rounds_.mutex_);
    const bool leads = !rounds_.reading_;
    if (!leads && !rounds_.next_) rounds_.next_ = std::make_shared<Round>();
    const auto round = leads ? std::make_shared<Round>() : rounds_.next_;
    if (!leads && round->asked.size() + missing.size() > rounds_.most_) return;  // without a round
    round->asked.insert(missing.begin(), missing.end());
    round->members.push_back(member_);
    round_ = round;
    if (leads) rounds_.reading_ = member_->leads = true;  // nothing can fail from here on
  }
  ~Seat() { leave(); }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  // Waits for its turn to read for everybody in the round, true, or until somebody has, or nobody will.
  Task<bool> leads() {
    const auto give_up_at = std::chrono::steady_clock::now() + rounds_.patience_;
    for (bool in_time = round_ != nullptr; in_time;) {
      {
        const std::lock_guard lock(rounds_.mutex_);
        if (member_->leads) co_return true;
        if (round_->over) co_return false;
      }
      in_time = co_await member_->waiter->wait_until(give_up_at);
    }
    leave();  // nobody waits for who does not wait
    co_return false;
  }
  std::vector<Key> asked() const { return {round_->asked.begin(), round_->asked.end()}; }  // of who leads
  void tell(Found found) {
    auto shared = std::make_shared<const Found>(std::move(found));
    const std::lock_guard lock(rounds_.mutex_);
    round_->found = std::move(shared);
  }
  std::shared_ptr<const Found> told() const {
    if (!round_) return nullptr;
    const std::lock_guard lock(rounds_.mutex_);
    return round_->found;
  }
  // Whoever led ends the round; somebody of the next one leads then.
  void leave() {
    if (!round_ || left_) return;
    left_ = true;
    const std::lock_guard lock(rounds_.mutex_);
    std::erase(round_->members, member_);
    if (!member_->leads) return;
    round_->over = true;
    for (const auto& member : round_->members) member->waiter->wake();
    const auto next = std::exchange(rounds_.next_, nullptr);
    rounds_.reading_ = next && !next->members.empty();
    if (!rounds_.reading_) return;
    next->members.front()->leads = true;
    next->members.front()->waiter->wake();
  }

 private:
  Rounds& rounds_;
  std::shared_ptr<Round> round_;
  std::shared_ptr<Member> member_ = std::make_shared<Member>();
  bool left_ = false;
};

}  // namespace shanhai
