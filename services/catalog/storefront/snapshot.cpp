#include "services/catalog/storefront/snapshot.hpp"

#include <algorithm>

#include "common/base/divisions.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::size_t kChangedAtOnce = 1000;  // the rest is due still

std::int64_t micros_of(Instant instant) { return instant.time_since_epoch().count(); }

std::string supplier_key(OrganisationId supplier) { return std::string(supplier.raw()); }

std::uint64_t head_of(ProductId id) {
  std::uint64_t out = 0;
  for (int i = 0; i < 8; ++i) out = out << 8 | static_cast<unsigned char>(id.raw()[static_cast<std::size_t>(i)]);
  return out;
}

Row row_of(const Document& document) {
  Row row;
  row.price_fen = document.price_from.fen();
  row.published_at = micros_of(document.first_published_at);
  row.changes_at = document.changes_at ? micros_of(*document.changes_at) : Row::kNever;
  row.id_head = head_of(document.id);
  row.quality = document.quality;
  row.category = static_cast<std::uint8_t>(document.category);
  row.mark = static_cast<std::uint8_t>(Snapshot::mark_number(document.mark));
  row.band = static_cast<std::uint8_t>(band_of(row.price_fen));
  row.certified = document.certified;
  return row;
}

// Lists change with the order of their products, too.
std::uint64_t standing_hash(const Document& document) {
  return document.hash ^ static_cast<std::uint64_t>(document.quality + 1) * 0x9E3779B97F4A7C15;
}

}  // namespace

Snapshot::Snapshot(const std::vector<DocumentPtr>& documents, SupplierTable suppliers, std::int64_t sequence)
    : documents_((documents.size() + kChunk - 1) / kChunk),
      finders_(kFinders),
      suppliers_(std::move(suppliers)),
      sequence_(sequence),
      dictionary_(std::make_shared<const Dictionary>()),
      lists_(std::make_shared<ListAnswers>()),
      helps_(std::make_shared<ListAnswers>()) {
  rows_.resize(documents.size());
  std::vector<Postings::Filed> names, english;
  std::vector<const Words*> texts;
  for (Ordinal i = 0; i < documents.size(); ++i) {
    const auto& document = documents[i];
    place(i, document);
    names.push_back({i, &document->name});
    english.push_back({i, &document->name_en});
    texts.insert(texts.end(), {&document->name, &document->name_en});
  }
  names_ = Postings::of(names);
  english_names_ = Postings::of(english);
  dictionary_ = Dictionary::with(dictionary_, texts);
}

void Snapshot::name_supplier(OrganisationId supplier) {
  const auto found = suppliers_->find(supplier);
  if (found == suppliers_->end()) throw std::logic_error("a product's supplier is unknown");
  supplier_groups_.name(supplier_key(supplier), found->second.name);
}

void Snapshot::place(Ordinal ordinal, const DocumentPtr& document) {
  auto row = row_of(*document);
  name_supplier(document->supplier);
  row.supplier = *supplier_groups_.find(supplier_key(document->supplier));
  row.county = county_groups_.name(document->county, full_division_name(document->county));
  supplier_groups_.put(row.supplier, ordinal);
  county_groups_.put(row.county, ordinal);
  categories_[row.category].add(ordinal);
  marks_[row.mark].add(ordinal);
  bands_[row.band].add(ordinal);
  (row.certified ? certified_ : uncertified_).add(ordinal);
  if (document->consumers_may_buy) for_consumers_.add(ordinal);
  all_.add(ordinal);
  content_hash_ += standing_hash(*document);
  finders_.edit(finder_of(document->id))[document->id] = ordinal;
  documents_.edit(ordinal / kChunk)[ordinal % kChunk] = document;
  rows_[ordinal] = row;
}

void Snapshot::remove(Ordinal ordinal) {
  const auto& document = at(ordinal);
  const auto& row = rows_[ordinal];
  supplier_groups_.take(row.supplier, ordinal);
  county_groups_.take(row.county, ordinal);
  categories_[row.category].remove(ordinal);
  marks_[row.mark].remove(ordinal);
  bands_[row.band].remove(ordinal);
  certified_.remove(ordinal);
  uncertified_.remove(ordinal);
  for_consumers_.remove(ordinal);
  all_.remove(ordinal);
  content_hash_ -= standing_hash(document);
  finders_.edit(finder_of(document.id)).erase(document.id);
  rows_[ordinal] = {};
  rows_[ordinal].changes_at = Row::kNever;
  documents_.edit(ordinal / kChunk)[ordinal % kChunk] = nullptr;
}

Snapshot::Ordinal Snapshot::free_place() {
  if (!free_.isEmpty()) {
    const auto out = free_.minimum();
    free_.remove(out);
    return out;
  }
  rows_.emplace_back();
  const auto out = static_cast<Ordinal>(rows_.size() - 1);
  documents_.grow(out / kChunk + 1);
  return out;
}

SnapshotPtr Snapshot::with(const std::vector<DocumentPtr>& replaced, const std::vector<ProductId>& gone,
                           SupplierTable suppliers, std::int64_t sequence) const {
  auto next = std::make_shared<Snapshot>(*this);
  next->suppliers_ = std::move(suppliers);
  next->sequence_ = sequence;
  next->lists_ = std::make_shared<ListAnswers>();
  next->helps_ = std::make_shared<ListAnswers>();
  std::vector<Postings::Change> names, english;
  std::vector<const Words*> texts;
  const auto change = [&](Ordinal ordinal, const Document* before, const Document* after) {
    names.push_back({ordinal, before ? &before->name : nullptr, after ? &after->name : nullptr});
    english.push_back({ordinal, before ? &before->name_en : nullptr, after ? &after->name_en : nullptr});
    if (after) texts.insert(texts.end(), {&after->name, &after->name_en});
  };
  for (const auto id : gone) {
    const auto ordinal = next->find(id);
    if (!ordinal) continue;
    change(*ordinal, &at(*ordinal), nullptr);
    next->remove(*ordinal);
    next->free_.add(*ordinal);
  }
  for (const auto& document : replaced) {
    const auto known = next->find(document->id);
    if (known) next->remove(*known);
    const auto ordinal = known ? *known : next->free_place();
    // What this version already took off the place is no longer filed there.
    change(ordinal, known ? &at(ordinal) : nullptr, document.get());
    next->place(ordinal, document);
  }
  next->names_.change(names);
  next->english_names_.change(english);
  next->dictionary_ = Dictionary::with(dictionary_, texts);
  return next;
}

std::size_t Snapshot::finder_of(ProductId id) { return std::hash<ProductId>()(id) % kFinders; }

std::optional<Snapshot::Ordinal> Snapshot::find(ProductId id) const {
  const auto& finder = finders_[finder_of(id)];
  const auto found = finder.find(id);
  if (found == finder.end()) return std::nullopt;
  return found->second;
}

std::vector<DocumentPtr> Snapshot::documents() const {
  std::vector<DocumentPtr> out;
  for (const auto ordinal : all_) out.push_back(documents_[ordinal / kChunk][ordinal % kChunk]);
  std::sort(out.begin(), out.end(), [](const DocumentPtr& a, const DocumentPtr& b) { return a->id < b->id; });
  return out;
}

std::vector<ProductId> Snapshot::products_of(OrganisationId supplier) const {
  std::vector<ProductId> out;
  if (const auto* bitmap = of_supplier(supplier)) {
    for (const auto ordinal : *bitmap) out.push_back(at(ordinal).id);
  }
  return out;
}

std::optional<Instant> Snapshot::changes_at() const {
  auto least = Row::kNever;
  for (const auto& row : rows_) least = std::min(least, row.changes_at);
  if (least == Row::kNever) return std::nullopt;
  return Instant(Instant::duration(least));
}

std::vector<ProductId> Snapshot::changed_by(Instant now) const {
  std::vector<ProductId> out;
  for (const auto ordinal : all_) {
    if (rows_[ordinal].changes_at > micros_of(now)) continue;
    out.push_back(at(ordinal).id);
    if (out.size() == kChangedAtOnce) break;
  }
  return out;
}

Prepared Snapshot::document_answer(Ordinal ordinal, std::string_view if_none_match, bool gzip) const {
  const auto& document = at(ordinal);
  const auto tags = Tags::of(hash_text(document.hash));
  if (!if_none_match.empty() && matches(if_none_match, tags)) return prepare_not_modified(tags.plain, sequence_);
  if (gzip) return prepare_ok(document.gzip_body(), tags.gzip, true, sequence_);
  return prepare_ok(document.body, tags.plain, false, sequence_);
}

const Roaring* Snapshot::of_supplier(OrganisationId supplier) const {
  const auto group = supplier_groups_.find(supplier_key(supplier));
  return group ? &supplier_groups_.documents(*group) : nullptr;
}

const Roaring* Snapshot::of_county(std::string_view code) const {
  const auto group = county_groups_.find(std::string(code));
  return group ? &county_groups_.documents(*group) : nullptr;
}

Roaring Snapshot::of_prefecture(std::string_view code) const {
  Roaring out;
  for (Groups::Number group = 0; group < county_groups_.size(); ++group) {
    if (prefecture_of(county_groups_.key(group)) == code) out |= county_groups_.documents(group);
  }
  return out;
}

}  // namespace shanhai::catalog
