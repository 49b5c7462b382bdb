// Pages of codes, for people: of a product without a lot, of a code's links, and why there is nothing to show.
#pragma once

#include "common/http/message.hpp"
#include "services/traceability/resolver/api.hpp"
#include "services/traceability/resolver/linkset.hpp"

namespace shanhai::traceability {

http::Response trade_item_page(const TradeItemView& item, http::Language language);
http::Response links_page(const std::vector<LinkedEntity>& entities, http::Language language);

// The same document for every refusal: what is wrong, and what to do. The place that is wrong is shown where the error
// names one.
http::Response refusal_page(int status, const Error& error, http::Language language);

}  // namespace shanhai::traceability
