// Sums of purchase volume, exact to the fen: from the narrowest cube that tells what is asked, else from the entries.
#pragma once

#include "common/db/transaction.hpp"
#include "services/measurement/ledger/entry.hpp"
#include "services/measurement/purchases/as_of.hpp"
#include "services/measurement/purchases/domain.hpp"
#include "services/measurement/purchases/policy.hpp"

namespace shanhai::measurement {

// What restricts a question: the caller's scope and the filters, already intersected.
struct Filter {
  DivisionSet buyers, deliveries, origins;           // origins: production counties
  DivisionSet raw_materials, registrations;          // counties of raw material and of the supplier's registration
  std::optional<std::vector<OrganisationId>> units;  // buyers that are organisations; an empty list selects nothing
  std::optional<orders::BuyerKind> buyer_kind;
  std::optional<Goods> category;
  std::optional<bool> certified;
  std::optional<orders::Channel> channel;
  std::optional<OrganisationId> supplier;
  std::optional<ProductId> product;
  std::optional<std::string> pairing;  // as reports name it
};

struct Question {
  orders::Measure measure = orders::Measure::paid;
  Period period{};  // of posting, or of sale, as the view says
  std::vector<Dimension> by;
  Filter filter;
  RefundView view = RefundView::posting;
  std::optional<AsOf> as_of;  // left out: the state that the transaction sees
};

struct SumRow {
  std::vector<std::string> keys;  // one for each of Question::by
  Money gross, refunded;
  std::int64_t lines = 0;     // sales
  std::int64_t refunds = 0;   // entries that took away; only in the view by posting
  std::int64_t quantity = 0;  // units sold
  Money net() const { return gross - refunded; }
};

// Ordered by their keys; groups without any entry are left out. invalid "narrow_the_question" (query/group_by): no cube
// has the combination, and the period has more entries than Policy::most_entries; or pairings are told apart of which
// one begins or ends within a month, and what is attributed to such months has more; or there are more sums than are
// told (reading::kGroupsMax).
Result<std::vector<SumRow>> sum(db::Tx& tx, const Policy& policy, const Question& question);

}  // namespace shanhai::measurement
