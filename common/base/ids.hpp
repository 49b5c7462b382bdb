// The identifiers that cross a service's border. An id used by one service only is declared there.
#pragma once

#include "common/base/id.hpp"

namespace shanhai {

SHANHAI_ID(AccountId, "acc");        // a person who can sign in
SHANHAI_ID(OrganisationId, "org");   // a unit, a cooperative, an agency; a supplier is its organisation
SHANHAI_ID(AddressId, "adr");        // an entry of a person's or unit's address book
SHANHAI_ID(ProductId, "prd");        // a product; its published versions are numbered
SHANHAI_ID(SkuId, "sku");            // what is priced and stocked
SHANHAI_ID(CertificationId, "cer");  // a product's standing as certified for assistance
SHANHAI_ID(LotId, "lot");            // EPCIS class instance: GTIN + lot
SHANHAI_ID(OrderGroupId, "grp");     // one checkout
SHANHAI_ID(OrderId, "ord");          // one supplier's part of it
SHANHAI_ID(OrderLineId, "oli");
SHANHAI_ID(ParcelId, "pcl");
SHANHAI_ID(PaymentId, "pay");
SHANHAI_ID(RefundId, "rfd");
SHANHAI_ID(EventId, "evt");  // an event in an outbox
SHANHAI_ID(FileId, "fil");   // stored evidence

}  // namespace shanhai
