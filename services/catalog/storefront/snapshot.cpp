#include "services/catalog/storefront/snapshot.hpp"

#include <algorithm>

namespace shanhai::catalog {
namespace {

template <class Map, class Key>
const Roaring* find_in(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

bool before(const DocumentPtr& a, const DocumentPtr& b) { return a->id < b->id; }

}  // namespace

Snapshot::Snapshot(std::vector<DocumentPtr> documents, std::shared_ptr<const Suppliers> suppliers,
                   std::int64_t sequence)
    : documents_(std::move(documents)), suppliers_(std::move(suppliers)), sequence_(sequence) {
  if (!std::is_sorted(documents_.begin(), documents_.end(), before))
    throw std::logic_error("documents are not in order of id");
  index();
}

void Snapshot::index() {
  std::unordered_map<TokenKey, std::vector<std::uint32_t>> lists;
  for (Ordinal i = 0; i < documents_.size(); ++i) {
    const auto& document = *documents_[i];
    ordinals_.emplace(document.id, i);
    for (const auto token : document.tokens) lists[token].push_back(i);
    counties_[document.county].add(i);
    prefectures_[document.prefecture].add(i);
    by_supplier_[document.supplier].add(i);
    categories_[static_cast<std::size_t>(document.category)].add(i);
    if (document.certified) certified_.add(i);
    content_hash_ += document.hash;
    if (document.changes_at && (!changes_at_ || *document.changes_at < *changes_at_)) changes_at_ = document.changes_at;
  }
  if (!documents_.empty()) all_.addRange(0, documents_.size());
  postings_.reserve(lists.size());
  for (const auto& [token, ordinals] : lists) postings_.emplace(token, Roaring(ordinals.size(), ordinals.data()));
  answers_ = std::make_unique<Answers[]>(documents_.size());
}

SnapshotPtr Snapshot::with(const std::vector<DocumentPtr>& replaced, const std::vector<ProductId>& gone,
                           std::shared_ptr<const Suppliers> suppliers, std::int64_t sequence) const {
  std::unordered_map<ProductId, DocumentPtr> changes;
  for (const auto id : gone) changes[id] = nullptr;
  for (const auto& document : replaced) changes[document->id] = document;
  std::vector<DocumentPtr> documents;
  documents.reserve(documents_.size() + replaced.size());
  for (const auto& document : documents_) {
    if (!changes.contains(document->id)) documents.push_back(document);
  }
  for (const auto& document : replaced) documents.push_back(document);
  std::sort(documents.begin(), documents.end(), before);
  return std::make_shared<const Snapshot>(std::move(documents), std::move(suppliers), sequence);
}

std::optional<Snapshot::Ordinal> Snapshot::find(ProductId id) const {
  const auto found = ordinals_.find(id);
  if (found == ordinals_.end()) return std::nullopt;
  return found->second;
}

std::vector<ProductId> Snapshot::products_of(OrganisationId supplier) const {
  std::vector<ProductId> out;
  if (const auto* bitmap = of_supplier(supplier)) {
    for (const auto ordinal : *bitmap) out.push_back(documents_[ordinal]->id);
  }
  return out;
}

std::vector<ProductId> Snapshot::changed_by(Instant now) const {
  std::vector<ProductId> out;
  for (const auto& document : documents_) {
    if (document->changes_at && *document->changes_at <= now) out.push_back(document->id);
  }
  return out;
}

Prepared Snapshot::document_answer(Ordinal ordinal, std::string_view if_none_match, bool gzip) const {
  const auto& document = *documents_[ordinal];
  auto& answers = answers_[ordinal];
  const auto tags = [&] { return Tags::of(hash_text(document.hash)); };
  if (!if_none_match.empty() && matches(if_none_match, tags())) {
    std::call_once(answers.not_modified_once,
                   [&] { answers.not_modified = prepare_not_modified(tags().plain, sequence_); });
    return answers.not_modified;
  }
  if (gzip) {
    std::call_once(answers.gzip_once,
                   [&] { answers.gzip = prepare_ok(document.gzip_body, tags().gzip, true, sequence_); });
    return answers.gzip;
  }
  std::call_once(answers.plain_once,
                 [&] { answers.plain = prepare_ok(document.body, tags().plain, false, sequence_); });
  return answers.plain;
}

const Roaring* Snapshot::posting(TokenKey token) const { return find_in(postings_, token); }
const Roaring* Snapshot::of_supplier(OrganisationId supplier) const { return find_in(by_supplier_, supplier); }
const Roaring* Snapshot::of_county(const std::string& code) const { return find_in(counties_, code); }
const Roaring* Snapshot::of_prefecture(const std::string& code) const { return find_in(prefectures_, code); }

}  // namespace shanhai::catalog
