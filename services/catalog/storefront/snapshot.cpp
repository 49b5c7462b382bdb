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
  row.published_at = micros_of(document.first_published_at);
  row.changes_at = document.changes_at ? micros_of(*document.changes_at) : Row::kNever;
  row.id_head = head_of(document.id);
  row.units_sold = document.units_sold;
  row.rating_rank = document.rating_rank;
  return row;
}

// Lists change with the order of their products, too.
std::uint64_t standing_hash(const Document& document) {
  const auto order =
      (static_cast<std::uint64_t>(document.units_sold) * 1000 + static_cast<std::uint64_t>(document.quality) + 1) *
          10'000 +
      static_cast<std::uint64_t>(document.rating_rank);
  return document.hash ^ order * 0x9E3779B97F4A7C15;
}

}  // namespace

Snapshot::Snapshot(const std::vector<DocumentPtr>& documents, SupplierTable suppliers, std::int64_t sequence)
    : chunks_((documents.size() + kChunk - 1) / kChunk),
      places_(documents.size()),
      finders_(kFinders),
      suppliers_(std::move(suppliers)),
      sequence_(sequence),
      dictionary_(std::make_shared<const Dictionary>()),
      lists_(std::make_shared<ListAnswers>()),
      helps_(std::make_shared<ListAnswers>()) {
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

Groups::Number Snapshot::name_supplier(OrganisationId supplier) {
  const auto found = suppliers_->find(supplier);
  if (found == suppliers_->end()) throw std::logic_error("a product's supplier is unknown");
  const auto& name = found->second.name;
  return supplier_groups_.name(supplier_key(supplier), name, {supplier.str(), name});
}

void Snapshot::place(Ordinal ordinal, const DocumentPtr& document) {
  const auto* division = find_division(document->county);
  const auto mark = mark_number(document->mark);
  const auto band = band_of(document->price_from.fen());
  Facts facts;
  facts.supplier = name_supplier(document->supplier);
  facts.county = county_groups_.name(document->county, full_division_name(document->county),
                                     {document->county, division ? std::string(division->name) : document->county}) &
                 0x3FFF;                                                  // there are 2,844 counties
  facts.quality = static_cast<std::uint32_t>(document->quality) & 0x3FF;  // below 1000
  facts.kind = Facts::kind_of(static_cast<std::size_t>(document->category), mark, band, document->certified) & 0xFF;
  supplier_groups_.put(facts.supplier, ordinal);
  county_groups_.put(facts.county, ordinal);
  categories_[static_cast<std::size_t>(document->category)].add(ordinal);
  marks_[mark].add(ordinal);
  bands_[band].add(ordinal);
  certified_[document->certified ? 1 : 0].add(ordinal);
  if (document->consumers_may_buy) for_consumers_.add(ordinal);
  if (document->reference && is_above(*document->reference)) above_reference_.add(ordinal);
  all_.add(ordinal);
  ++size_;
  content_hash_ += standing_hash(*document);
  finders_.edit(finder_of(document->id))[document->id] = ordinal;
  name_texts_.put(ordinal, document->name.text);
  auto& chunk = chunks_.edit(ordinal / kChunk);
  chunk.documents[ordinal % kChunk] = document;
  chunk.prices[ordinal % kChunk] = document->price_from.fen();
  chunk.rows[ordinal % kChunk] = row_of(*document);
  chunk.facts[ordinal % kChunk] = facts;
}

void Snapshot::remove(Ordinal ordinal) {
  auto& chunk = chunks_.edit(ordinal / kChunk);
  const auto& document = *chunk.documents[ordinal % kChunk];
  const auto& facts = chunk.facts[ordinal % kChunk];
  supplier_groups_.take(facts.supplier, ordinal);
  county_groups_.take(facts.county, ordinal);
  for (auto& bits : categories_) bits.remove(ordinal);
  for (auto& bits : marks_) bits.remove(ordinal);
  for (auto& bits : bands_) bits.remove(ordinal);
  for (auto& bits : certified_) bits.remove(ordinal);
  for_consumers_.remove(ordinal);
  above_reference_.remove(ordinal);
  all_.remove(ordinal);
  --size_;
  content_hash_ -= standing_hash(document);
  finders_.edit(finder_of(document.id)).erase(document.id);
  name_texts_.put(ordinal, "");
  chunk.rows[ordinal % kChunk] = {};
  chunk.documents[ordinal % kChunk] = nullptr;
}

Snapshot::Ordinal Snapshot::free_place() {
  if (!free_.isEmpty()) {
    const auto out = free_.minimum();
    free_.remove(out);
    return out;
  }
  const auto out = static_cast<Ordinal>(places_++);
  chunks_.grow(out / kChunk + 1);
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

// Mixed: six bits of an id's random half are always the same.
std::size_t Snapshot::finder_of(ProductId id) {
  static_assert(kFinders == 256);
  return std::hash<ProductId>()(id) * 0x9E3779B97F4A7C15 >> 56;
}

std::optional<Snapshot::Ordinal> Snapshot::find(ProductId id) const {
  const auto& finder = finders_[finder_of(id)];
  const auto found = finder.find(id);
  if (found == finder.end()) return std::nullopt;
  return found->second;
}

std::vector<DocumentPtr> Snapshot::documents() const {
  std::vector<DocumentPtr> out;
  all_.for_each([&](Ordinal ordinal) { out.push_back(chunks_[ordinal / kChunk].documents[ordinal % kChunk]); });
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
  for (std::size_t i = 0; i < chunks_.count(); ++i) {
    for (const auto& row : chunks_[i].rows) least = std::min(least, row.changes_at);
  }
  if (least == Row::kNever) return std::nullopt;
  return Instant(Instant::duration(least));
}

std::vector<ProductId> Snapshot::changed_by(Instant now) const {
  std::vector<ProductId> out;
  for (Ordinal ordinal = 0; ordinal < places_ && out.size() < kChangedAtOnce; ++ordinal) {
    if (row(ordinal).changes_at <= micros_of(now)) out.push_back(at(ordinal).id);
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

Bits Snapshot::of_prefecture(std::string_view code) const {
  Bits out(places_);
  for (Groups::Number group = 0; group < county_groups_.size(); ++group) {
    if (prefecture_of(county_groups_.key(group)) == code) out.add(county_groups_.documents(group));
  }
  return out;
}

}  // namespace shanhai::catalog
