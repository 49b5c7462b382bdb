#include "services/orders/procurement/events.hpp"

namespace shanhai::orders {

void tell(db::Tx& tx, Random& random, std::string_view type, const RfqRow& row,
          const std::vector<OrganisationId>& suppliers, const By& by) {
  const RfqFacts facts{row.id, organisation_of(row.buyer), row.buyer_kind, row.audience, suppliers, row.quote_until};
  tell(tx, random, type, "rfq", row.id.str(), row.version, by, facts);
}

void tell(db::Tx& tx, Random& random, std::string_view type, const QuotationRow& row, const By& by) {
  const QuotationFacts facts{row.id, row.rfq, organisation_of(row.buyer), row.supplier, row.revision};
  tell(tx, random, type, "quotation", row.id.str(), row.version, by, facts);
}

void tell(db::Tx& tx, Random& random, std::string_view type, const ProposalRow& row, const By& by,
          std::optional<OrderId> order) {
  const ProposalFacts facts{row.id, row.rfq, row.quotation, organisation_of(row.buyer), row.supplier, order};
  tell(tx, random, type, "proposal", row.id.str(), row.version, by, facts);
}

}  // namespace shanhai::orders
