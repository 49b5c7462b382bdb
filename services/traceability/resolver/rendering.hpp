// A lot's answers, form by form, with the headers that the GS1-Conformant Resolver standard asks of a resolver.
#pragma once

#include "services/traceability/resolver/answers.hpp"
#include "services/traceability/resolver/linkset.hpp"

namespace shanhai::traceability {

// What every answer of the resolver carries: CORS for GET, HEAD and OPTIONS (section 2.2).
std::vector<std::pair<std::string, std::string>> resolver_headers();
// That it may be kept, but must be asked for again: a recall is seen by who has the page already.
inline constexpr auto kAskAgain = "no-cache";

// `anchor`: the Digital Link of what is told; its linkset is named in a Link header.
http::Response as_resolved(http::Response response, const std::string& anchor);
http::Response linkset_answer(const std::vector<LinkedEntity>& entities, std::string_view media_type);

// `root`: the resolver's address.
http::Response render_trace(const TraceFacts& facts, Form form, Instant now, const std::string& root);

// Which of the linkset's media types is wanted, where the linkset is.
std::string_view linkset_type(std::string_view accept);

}  // namespace shanhai::traceability
