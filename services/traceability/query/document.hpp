// What queries answer: EPCISQueryDocuments and collections (EPCIS 2.0, section 12; its OpenAPI), with EPCs in the
// format that the client asks for.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "services/traceability/epcis/context.hpp"

namespace shanhai::traceability::query {

enum class EpcFormat { digital_link, urn, as_captured };

// GS1-EPC-Format; where it is absent, Digital Links. nullopt: no such format.
std::optional<EpcFormat> epc_format(std::string_view header);

// `uri` in the format, where it can be told. A Digital Link becomes a URN only below one of `company_prefixes`: nothing
// else tells where a company's prefix ends.
std::string in_format(const std::string& uri, EpcFormat format, const std::vector<std::string>& company_prefixes);
// A stored event with its standard members in the format; extensions and master data stay as they are.
std::string in_format_of(const std::string& event, EpcFormat format, const std::vector<std::string>& company_prefixes);

// Each event brings its own "@context".
std::string result_document(const std::vector<std::string>& events, std::string_view query_name, Instant now,
                            std::string_view subscription_id = {});

// Prefixes that a client declares: GS1-Extensions, "name=iri, name=iri".
using Extensions = std::vector<std::pair<std::string, std::string>>;
Result<Extensions> read_extensions(std::string_view header);
epcis::Context context_of(const Extensions& extensions);

// "Collection" of members, which are shortened by the extensions where these match.
std::string collection_document(std::vector<std::string> members, const Extensions& extensions);

}  // namespace shanhai::traceability::query
