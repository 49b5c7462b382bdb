// The links of a code: RFC 9264 as the GS1-Conformant Resolver standard 1.2 profiles it (section 2.10). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/message.hpp"
#include "services/traceability/resolver/api.hpp"
#include "services/traceability/trace/facts.hpp"

namespace shanhai::traceability {

inline constexpr std::string_view kLinksetType = "application/linkset+json";
inline constexpr std::string_view kLinksetContext = "https://ref.gs1.org/standards/resolver/linkset-context";
inline constexpr std::string_view kDefaultLink = "defaultLink";

struct TypedLink {
  std::string_view type;  // of GS1's vocabulary, without prefix: "traceability"
  std::string href, title;
  std::string_view media_type, language;  // of a default link neither
};

struct LinkedEntity {
  std::string anchor;       // its Digital Link
  std::string description;  // for people
  std::vector<TypedLink> links;
};

// `root`: the resolver's address. The lot's links, then those of its trade item: what is not there at the finer level
// is looked for at the coarser one.
std::vector<LinkedEntity> links_of(const TraceFacts& facts, const std::string& root);
std::vector<LinkedEntity> links_of(const TradeItemView& item, const std::string& root);

// {"linkset": [...]}; as JSON-LD with its context.
std::string print_linkset(const std::vector<LinkedEntity>& entities, bool with_context);

// "gs1:pip", "https://ref.gs1.org/voc/pip" and the other spellings of GS1's vocabulary: "pip". nullopt: of another.
std::optional<std::string_view> gs1_link_type(std::string_view asked);

// The link to follow: of the type, at the finest level that has one, in the language and the form that are wanted where
// there is a choice. nullptr: there is none.
const TypedLink* choose_link(const std::vector<LinkedEntity>& entities, std::string_view type, http::Language language,
                             bool html);

}  // namespace shanhai::traceability
