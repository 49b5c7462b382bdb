#include <map>

#include "services/catalog/versions/api.hpp"

namespace shanhai::catalog {
namespace {

void compare_members(const json::Object& before, const json::Object& after, const std::string& pointer,
                     std::vector<VersionChange>& out) {
  for (const auto& member : after) {
    const auto place = pointer + "/" + std::string(member.key());
    const auto* old = before.if_contains(member.key());
    if (!old) {
      out.push_back({place, ChangeKind::added});
    } else if (*old != member.value()) {
      out.push_back({place, ChangeKind::changed});
    }
  }
  for (const auto& member : before) {
    if (!after.contains(member.key())) out.push_back({pointer + "/" + std::string(member.key()), ChangeKind::removed});
  }
}

std::map<SkuId, const SkuContent*> skus_of(const ProductContent& content) {
  std::map<SkuId, const SkuContent*> out;
  for (const auto& sku : content.skus) out.emplace(sku.sku_id.value(), &sku);
  return out;
}

void compare_skus(const ProductContent& before, const ProductContent& after, std::vector<VersionChange>& out) {
  const auto old = skus_of(before), now = skus_of(after);
  for (const auto& sku : after.skus) {
    const auto place = "/skus/" + sku.sku_id->str();
    const auto found = old.find(*sku.sku_id);
    if (found == old.end()) {
      out.push_back({place, ChangeKind::added});
    } else {
      compare_members(json::write(*found->second).as_object(), json::write(sku).as_object(), place, out);
    }
  }
  for (const auto& [id, sku] : old) {
    if (!now.contains(id)) out.push_back({"/skus/" + id.str(), ChangeKind::removed});
  }
}

}  // namespace

std::vector<VersionChange> changes_between(const ProductContent& before, const ProductContent& after) {
  std::vector<VersionChange> out;
  auto old = json::write(before).as_object(), now = json::write(after).as_object();
  old.erase("skus");
  now.erase("skus");
  compare_members(old, now, "", out);
  compare_skus(before, after, out);
  return out;
}

}  // namespace shanhai::catalog
