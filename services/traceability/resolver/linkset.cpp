#include "services/traceability/resolver/linkset.hpp"

#include <algorithm>
#include <array>

#include "services/traceability/epcis/gs1_uri.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::string_view kVocabulary = "https://ref.gs1.org/voc/";
constexpr std::array kSpellings{std::string_view("gs1:"), kVocabulary, std::string_view("https://gs1.org/voc/"),
                                std::string_view("https://www.gs1.org/voc/"), std::string_view("http://gs1.org/voc/")};
constexpr std::string_view kHtml = "text/html", kJson = "application/json";

// A page in both languages and, where it is one for programs too, their form of it.
void add_page(LinkedEntity& to, std::string_view type, const std::string& address, const std::string& fragment,
              const std::string& zh, const std::string& en, bool for_programs) {
  to.links.push_back({type, address + "?lang=zh" + fragment, zh, kHtml, "zh"});
  to.links.push_back({type, address + "?lang=en" + fragment, en, kHtml, "en"});
  if (for_programs) to.links.push_back({type, address, en, kJson, {}});
}

LinkedEntity item_entity(const std::string& gtin, const std::string& name, const std::string& root) {
  LinkedEntity out;
  out.anchor = root + "/01/" + gtin;
  out.description = name;
  out.links.push_back({kDefaultLink, out.anchor, name, {}, {}});
  add_page(out, "pip", out.anchor, "", "商品信息", "Product information", true);
  add_page(out, "recallStatus", out.anchor, "#recall", "召回情况", "Recall status", true);
  return out;
}

std::string_view language_code(http::Language language) { return language == http::Language::zh ? "zh" : "en"; }

}  // namespace

std::vector<LinkedEntity> links_of(const TraceFacts& facts, const std::string& root) {
  const auto& lot = facts.lot;
  LinkedEntity out;
  out.anchor = root + epcis::lot_path(*lot.gtin, lot.lot_number);
  out.description = lot.product_name + " · " + lot.lot_number;
  out.links.push_back({kDefaultLink, out.anchor, out.description, {}, {}});
  add_page(out, "traceability", out.anchor, "", "产品溯源", "Product trace", true);
  add_page(out, "recallStatus", out.anchor, "#recall", "召回情况", "Recall status", true);
  if (!facts.certifications.empty())
    add_page(out, "certificationInfo", out.anchor, "#certification", "帮扶产品认定", "Certification", false);
  else if (facts.certificate)
    add_page(out, "certificationInfo", out.anchor, "#commitment", "承诺达标合格证", "Commitment certificate", false);
  return {std::move(out), item_entity(*lot.gtin, lot.product_name, root)};
}

std::vector<LinkedEntity> links_of(const TradeItemView& item, const std::string& root) {
  return {item_entity(item.gtin, item.product_name, root)};
}

std::string print_linkset(const std::vector<LinkedEntity>& entities, bool with_context) {
  json::Array linkset;
  for (const auto& entity : entities) {
    json::Object member{{"anchor", entity.anchor}, {"itemDescription", entity.description}};
    for (const auto& link : entity.links) {
      json::Object target{{"href", link.href}, {"title", link.title}};
      if (!link.media_type.empty()) target["type"] = link.media_type;
      if (!link.language.empty()) target["hreflang"] = json::Array{json::Value(link.language)};
      auto& targets = member[std::string(kVocabulary) + std::string(link.type)];
      if (!targets.is_array()) targets = json::Array();
      targets.get_array().push_back(std::move(target));
    }
    linkset.push_back(std::move(member));
  }
  json::Object out;
  if (with_context) out["@context"] = kLinksetContext;
  out["linkset"] = std::move(linkset);
  return json::to_text(out);
}

std::optional<std::string_view> gs1_link_type(std::string_view asked) {
  for (const auto spelling : kSpellings) {
    if (asked.starts_with(spelling)) return asked.substr(spelling.size());
  }
  return std::nullopt;
}

const TypedLink* choose_link(const std::vector<LinkedEntity>& entities, std::string_view type, http::Language language,
                             bool html) {
  for (const auto& entity : entities) {
    const TypedLink* best = nullptr;
    int most = -1;
    for (const auto& link : entity.links) {
      if (link.type != type) continue;
      const int fits = (link.media_type == (html ? kHtml : kJson) ? 2 : 0) +
                       (link.language.empty() || link.language == language_code(language) ? 1 : 0);
      if (fits <= most) continue;
      most = fits;
      best = &link;
    }
    if (best) return best;
  }
  return nullptr;
}

}  // namespace shanhai::traceability
