// Flags raised, raised again, and withdrawn when what they rest on was taken back.
#include <algorithm>

#include "common/base/encoding.hpp"
#include "services/measurement/context.hpp"
#include "services/measurement/flags/store.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

constexpr std::string_view kNotListed = "lines_not_listed";

FlagActor program() { return {std::string(kSystemActor), std::nullopt, ""}; }

// Each line of them is a finding of its own; of the others the sums are, and their lines show what they are made of.
bool is_found_by_line(FlagRule rule) { return rule == FlagRule::price_deviation; }

void add_lines(FlagEvidence& to, const FlagEvidence& more) {
  for (const auto line : more.lines) {
    if (std::find(to.lines.begin(), to.lines.end(), line) != to.lines.end()) continue;
    if (to.lines.size() < kFlagLinesMax) {
      to.lines.push_back(line);
    } else {
      ++to.figures[std::string(kNotListed)];
    }
  }
  for (const auto order : more.orders) {
    if (std::find(to.orders.begin(), to.orders.end(), order) != to.orders.end()) continue;
    if (to.orders.size() == kFlagOrdersMax) to.orders.erase(to.orders.begin());
    to.orders.push_back(order);
  }
}

void raise_again(db::Tx& tx, Random& random, FlagView& flag, const NewFlag& as) {
  auto returned = std::move(flag.evidence.returned_lines);
  flag.evidence = as.evidence;
  flag.evidence.returned_lines = std::move(returned);
  flag.amount = as.amount;
  flag.occurred_on = as.occurred_on;
  flag.withdrawn_at.reset();
  step_flag(tx, random, flag, FlagAction::raise_again, program(), to_string(as.occurred_on) + "再次出现").value();
}

void withdraw(db::Tx& tx, Random& random, FlagView& flag, Date day) {
  flag.withdrawn_at = tx.now();
  step_flag(tx, random, flag, FlagAction::withdraw, program(), "所依据的交易已于" + to_string(day) + "退款或冲销")
      .value();
}

}  // namespace

bool raise_flag(db::Tx& tx, Random& random, const NewFlag& flag, Instant at, const std::optional<FoundBy>& by) {
  if (insert_flag(tx, random, flag, at)) return true;
  auto locked = lock_flag(tx, flag.rule, flag.evidence_key).value();
  if (by && locked.is_settled(*by)) return false;
  auto& known = locked.view;
  if (known.withdrawn_at) {
    raise_again(tx, random, known, flag);
    return true;
  }
  if (is_found_by_line(flag.rule)) {
    add_lines(known.evidence, flag.evidence);
    update_flag_evidence(tx, known);
  }
  return false;
}

std::set<std::string> list_flagged(db::Tx& tx, FlagRule rule, const std::vector<std::string>& evidence_keys) {
  std::map<std::string, const std::string*> by_hash;
  std::vector<db::Bytes> hashes;
  for (const auto& key : evidence_keys) {
    hashes.push_back({sha256(key)});
    by_hash.emplace(hashes.back().value, &key);
  }
  std::set<std::string> out;
  if (hashes.empty()) return out;
  for (const auto row : tx.query(q::list_flagged, {{"rule", rule}, {"keys", db::Value::list_of(hashes)}}))
    out.insert(*by_hash.at(row.get<db::Bytes>("evidence_key").value));
  return out;
}

void withdraw_flag(db::Tx& tx, Random& random, FlagRule rule, std::string_view evidence_key, Date day,
                   const FoundBy& by) {
  auto flag = lock_flag(tx, rule, evidence_key);
  if (flag && !flag->is_settled(by) && !flag->view.withdrawn_at) withdraw(tx, random, flag->view, day);
}

void return_flag_lines(db::Tx& tx, Random& random, FlagRule rule, std::string_view evidence_key,
                       const std::set<OrderLineId>& lines, Date day, const FoundBy& by) {
  auto locked = lock_flag(tx, rule, evidence_key);
  if (!locked || locked->is_settled(by)) return;
  auto* flag = &locked->view;
  auto& evidence = flag->evidence;
  const auto returned = std::stable_partition(evidence.lines.begin(), evidence.lines.end(),
                                              [&](OrderLineId line) { return !lines.contains(line); });
  if (returned == evidence.lines.end()) return;
  if (!evidence.returned_lines) evidence.returned_lines.emplace();
  evidence.returned_lines->insert(evidence.returned_lines->end(), returned, evidence.lines.end());
  evidence.lines.erase(returned, evidence.lines.end());
  const bool is_left = !evidence.lines.empty() || evidence.figures.contains(std::string(kNotListed));
  if (is_left || flag->withdrawn_at) {
    update_flag_evidence(tx, *flag);
  } else {
    withdraw(tx, random, *flag, day);
  }
}

}  // namespace shanhai::measurement::store
