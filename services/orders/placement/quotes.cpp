#include "services/orders/placement/quotes.hpp"

#include <set>
#include <utility>

#include "common/async/waiter.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kMostOfRound = 200;     // of a UNION's parts
constexpr std::chrono::seconds kPatience(5);  // with who reads for others

}  // namespace

struct QuoteBook::Round {
  struct Member {
    std::shared_ptr<Waiter> waiter = std::make_shared<Waiter>();
    bool leads = false;
  };
  std::set<QuotedSku> asked;
  std::vector<std::shared_ptr<Member>> members;  // in the order in which they came
  bool over = false;
  std::shared_ptr<const Quotes> found;  // nullptr: it was not read, or could not be
};

// A caller's place in a round, given up when the caller ends, in whatever way; a round ends with who leads it.
class QuoteBook::Seat {
 public:
  Seat(QuoteBook& book, const std::vector<QuotedSku>& missing) : book_(book) {
    const std::lock_guard lock(book_.mutex_);
    if (!book_.reading_) {
      book_.reading_ = member_->leads = true;
      round_ = std::make_shared<Round>();
    } else {
      if (!book_.next_) book_.next_ = std::make_shared<Round>();
      if (book_.next_->asked.size() + missing.size() > kMostOfRound) return;  // without a round
      round_ = book_.next_;
    }
    round_->asked.insert(missing.begin(), missing.end());
    round_->members.push_back(member_);
  }
  ~Seat() { leave(); }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  // Waits for its turn to read for everybody in the round, true, or until somebody has, or nobody will.
  Task<bool> leads() {
    const auto give_up_at = std::chrono::steady_clock::now() + kPatience;
    for (bool in_time = round_ != nullptr; in_time;) {
      {
        const std::lock_guard lock(book_.mutex_);
        if (member_->leads) co_return true;
        if (round_->over) co_return false;
      }
      in_time = co_await member_->waiter->wait_until(give_up_at);
    }
    leave();  // nobody waits for who does not wait
    co_return false;
  }
  std::vector<QuotedSku> asked() const { return {round_->asked.begin(), round_->asked.end()}; }  // of who leads
  void tell(Quotes found) {
    auto shared = std::make_shared<const Quotes>(std::move(found));
    const std::lock_guard lock(book_.mutex_);
    round_->found = std::move(shared);
  }
  std::shared_ptr<const Quotes> told() const {
    if (!round_) return nullptr;
    const std::lock_guard lock(book_.mutex_);
    return round_->found;
  }
  // Whoever led ends the round; somebody of the next one leads then.
  void leave() {
    if (!round_ || left_) return;
    left_ = true;
    const std::lock_guard lock(book_.mutex_);
    std::erase(round_->members, member_);
    if (!member_->leads) return;
    round_->over = true;
    for (const auto& member : round_->members) member->waiter->wake();
    const auto next = std::exchange(book_.next_, nullptr);
    book_.reading_ = next && !next->members.empty();
    if (!book_.reading_) return;
    next->members.front()->leads = true;
    next->members.front()->waiter->wake();
  }

 private:
  QuoteBook& book_;
  std::shared_ptr<Round> round_;
  std::shared_ptr<Round::Member> member_ = std::make_shared<Round::Member>();
  bool left_ = false;
};

void QuoteBook::take_known(std::vector<QuotedSku>& wanted, Quotes& out) {
  const std::lock_guard lock(mutex_);
  std::erase_if(wanted, [&](const QuotedSku& quoted) {
    auto found = known_.find(quoted);
    if (found == known_.end()) {
      const auto older = older_.find(quoted);
      if (older == older_.end()) return false;
      remember(quoted, SkuVersionPtr(older->second));
      found = known_.find(quoted);
    }
    out.emplace(quoted, found->second);
    return true;
  });
}

void QuoteBook::remember(const QuotedSku& quoted, const SkuVersionPtr& version) {
  if (known_.size() >= most_) older_ = std::exchange(known_, {});
  known_.insert_or_assign(quoted, version);
}

Task<Quotes> QuoteBook::find(std::vector<QuotedSku> wanted) {
  Quotes out;
  take_known(wanted, out);
  if (wanted.empty()) co_return out;
  Seat seat(*this, wanted);
  if (co_await seat.leads()) {
    auto asked = seat.asked();
    try {
      auto all = co_await read(std::move(asked));
      seat.tell(std::move(all));
    } catch (const std::exception&) {  // each asks by itself then, and learns why
    }
    seat.leave();
  }
  auto found = seat.told();
  if (!found) {
    auto own = co_await read(wanted);
    found = std::make_shared<const Quotes>(std::move(own));
  }
  for (const auto& quoted : wanted) {
    const auto version = found->find(quoted);
    if (version != found->end()) out.insert(*version);
  }
  co_return out;
}

Task<Quotes> QuoteBook::read(std::vector<QuotedSku> wanted) {
  auto list = [wanted](db::Tx& tx) -> Result<std::vector<SkuVersion>> { return store::find_versions(tx, wanted); };
  auto versions = co_await database_.snapshot(list);
  Quotes out;
  const std::lock_guard lock(mutex_);
  for (auto& version : versions.value()) {
    const QuotedSku quoted{version.sku, version.version};
    const auto shared = std::make_shared<const SkuVersion>(std::move(version));
    remember(quoted, shared);
    out.emplace(quoted, shared);
  }
  co_return out;
}

}  // namespace shanhai::orders
