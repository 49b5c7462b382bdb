// What must not come into events, which are never erased: data that names or reaches a person. Nobody can tell that of
// every text; what can be told by a member's name or a value's form is refused (docs/decisions/0019).
#pragma once

#include <string_view>

namespace shanhai::traceability::epcis {

// A member called by what it holds of a person: `farm:phone`, `farm:idCard`. `name` may have a prefix or be an IRI.
bool names_personal_data(std::string_view name);
// A Chinese mobile number, or a resident identity number (GB 11643) with its check character, standing by itself, its
// groups of digits perhaps apart (138-0013-8000); or a URI that reaches somebody (tel:, mailto:, sms:).
bool holds_personal_data(std::string_view text);

}  // namespace shanhai::traceability::epcis
