#include "services/orders/procurement/approvals/store.hpp"

#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

ProposalRow read_proposal(const db::Row& row) {
  ProposalRow out;
  out.id = row.get<ProposalId>("id");
  out.rfq = row.get<RfqId>("rfq_id");
  out.buyer = row.get<BuyerId>("buyer");
  out.supplier = row.get<OrganisationId>("supplier");
  out.quotation = row.get<QuotationId>("quotation_id");
  out.revision = row.get<std::int64_t>("revision");
  out.state = row.get<ProposalState>("state");
  out.total = row.get<Money>("total_fen");
  out.proposed_by = row.get<AccountId>("proposed_by");
  out.proposed_at = row.get<Instant>("proposed_at");
  out.decided_by = row.find<AccountId>("decided_by");
  out.decided_at = row.find<Instant>("decided_at");
  out.ordering_until = row.find<Instant>("ordering_until");
  out.version = row.get<std::int64_t>("version");
  return out;
}

std::vector<ProposalRow> read_proposals(const db::Rows& rows) {
  std::vector<ProposalRow> out;
  for (const auto row : rows) out.push_back(read_proposal(row));
  return out;
}

std::vector<PolicyRow> read_policies(db::Tx& tx, OrganisationId organisation, const db::Rows& rows) {
  std::vector<PolicyRow> out;
  std::vector<PolicyId> ids;
  for (const auto row : rows) {
    ids.push_back(row.get<PolicyId>("id"));
    out.push_back({ids.back(),
                   organisation,
                   row.get<Date>("valid_from"),
                   row.get<Money>("single_approval_fen"),
                   row.get<std::string>("contract_prefix"),
                   row.get<std::string>("reason"),
                   row.get<AccountId>("entered_by"),
                   row.get<Instant>("entered_at"),
                   {}});
  }
  if (ids.empty()) return out;
  const auto approvers = tx.query(queries::procurement_approver_list, {{"policies", db::Value::list_of(ids)}});
  for (const auto row : approvers) {
    for (auto& policy : out) {
      if (policy.id == row.get<PolicyId>("policy")) policy.approvers.push_back(row.get<AccountId>("account"));
    }
  }
  return out;
}

}  // namespace

void insert_policy(db::Tx& tx, const PolicyRow& row) {
  tx.execute(queries::procurement_policy_insert, {{"organisation", row.organisation},
                                                  {"id", row.id},
                                                  {"valid_from", row.valid_from},
                                                  {"single_approval_fen", row.single_approval},
                                                  {"contract_prefix", row.contract_prefix},
                                                  {"reason", row.reason},
                                                  {"entered_by", row.entered_by},
                                                  {"entered_at", row.entered_at}});
  std::vector<db::Params> rows;
  for (const auto& account : row.approvers) rows.push_back({{"policy", row.id}, {"account", account}});
  tx.execute_rows(queries::procurement_approver_insert, rows);
}

std::optional<PolicyRow> find_policy(db::Tx& tx, OrganisationId organisation, Date day) {
  const auto rows = tx.query(queries::procurement_policy_find, {{"organisation", organisation}, {"day", day}});
  auto found = read_policies(tx, organisation, rows);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<PolicyRow> list_policies(db::Tx& tx, OrganisationId organisation, PolicyId before, std::int64_t limit) {
  return read_policies(tx, organisation,
                       tx.query(queries::procurement_policy_list,
                                {{"organisation", organisation}, {"before", before}, {"limit", limit}}));
}

Result<ProposalRow> get_proposal(db::Tx& tx, ProposalId id, std::optional<BuyerId> buyer) {
  const auto rows = tx.query(queries::proposal_find, {{"id", id}, {"buyer", buyer}});
  if (rows.empty()) return Error::not_found("proposal");
  return read_proposal(rows.front());
}

std::vector<ProposalRow> list_proposals(db::Tx& tx, std::optional<BuyerId> buyer, ProposalId before,
                                        std::int64_t limit) {
  if (!buyer) return read_proposals(tx.query(queries::proposal_list, {{"before", before}, {"limit", limit}}));
  return read_proposals(
      tx.query(queries::proposal_list_of_buyer, {{"buyer", *buyer}, {"before", before}, {"limit", limit}}));
}

std::vector<ProposalRow> list_proposals_of_rfq(db::Tx& tx, RfqId rfq) {
  return read_proposals(tx.query(queries::proposal_list_of_rfq, {{"rfq_id", rfq}}));
}

std::vector<std::pair<ProposalId, std::int64_t>> list_proposal_lines(db::Tx& tx,
                                                                     const std::vector<ProposalId>& proposals) {
  std::vector<std::pair<ProposalId, std::int64_t>> out;
  if (proposals.empty()) return out;
  const auto rows = tx.query(queries::proposal_line_list, {{"proposals", db::Value::list_of(proposals)}});
  for (const auto row : rows) {
    out.emplace_back(row.get<ProposalId>("proposal_id"), row.get<std::int64_t>("position"));
  }
  return out;
}

std::vector<ProposalStepRow> list_proposal_steps(db::Tx& tx, const std::vector<ProposalId>& proposals) {
  std::vector<ProposalStepRow> out;
  if (proposals.empty()) return out;
  const auto rows = tx.query(queries::proposal_step_list, {{"proposals", db::Value::list_of(proposals)}});
  for (const auto row : rows) {
    out.push_back({row.get<ProposalId>("proposal_id"), row.get<std::int64_t>("number"), row.get<ProposalStep>("action"),
                   row.find<AccountId>("actor"), row.get<std::string>("reason"), row.get<Instant>("taken_at")});
  }
  return out;
}

void insert_proposal(db::Tx& tx, const ProposalRow& row, const std::vector<std::int64_t>& positions,
                     const std::string& reason) {
  tx.execute(queries::proposal_insert, {{"id", row.id},
                                        {"rfq_id", row.rfq},
                                        {"buyer", row.buyer},
                                        {"supplier", row.supplier},
                                        {"quotation_id", row.quotation},
                                        {"revision", row.revision},
                                        {"state", row.state},
                                        {"total_fen", row.total},
                                        {"proposed_by", row.proposed_by},
                                        {"proposed_at", row.proposed_at}});
  std::vector<db::Params> rows;
  for (const auto position : positions) rows.push_back({{"proposal_id", row.id}, {"position", position}});
  tx.execute_rows(queries::proposal_line_insert, rows);
  insert_step(tx, {row.id, row.version, ProposalStep::propose, row.proposed_by, reason, row.proposed_at});
}

void update_proposal(db::Tx& tx, const ProposalRow& row) {
  const auto matched = tx.execute(queries::proposal_update, {{"id", row.id},
                                                             {"state", row.state},
                                                             {"decided_by", row.decided_by},
                                                             {"decided_at", row.decided_at},
                                                             {"ordering_until", row.ordering_until},
                                                             {"version", row.version}});
  if (matched != 1) throw std::logic_error("a proposal was changed without its request's lock");
}

void insert_step(db::Tx& tx, const ProposalStepRow& step) {
  tx.execute(queries::proposal_step_insert, {{"proposal_id", step.proposal},
                                             {"number", step.number},
                                             {"action", step.action},
                                             {"actor", step.actor},
                                             {"reason", step.reason},
                                             {"taken_at", step.taken_at}});
}

}  // namespace shanhai::orders::store
