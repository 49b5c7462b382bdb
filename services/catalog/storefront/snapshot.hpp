// The published catalog at one moment: documents, postings of their words, bitmaps of their facets, a row of columns
// for each. Immutable once it is made; read by all threads without a lock. A version of it shares what did not change
// with the one before, so that an edit costs milliseconds among a hundred thousand products.
#pragma once

#include <array>
#include <mutex>
#include <unordered_map>

#include "services/catalog/storefront/bits.hpp"
#include "services/catalog/storefront/dictionary.hpp"
#include "services/catalog/storefront/document.hpp"
#include "services/catalog/storefront/groups.hpp"
#include "services/catalog/storefront/list_answers.hpp"
#include "services/catalog/storefront/price_bands.hpp"
#include "services/catalog/storefront/texts.hpp"

namespace shanhai::catalog {

inline constexpr std::size_t kCategories = 3;
inline constexpr std::size_t kMarks = 5;  // the first: none

// What a document is sorted by beside its price.
struct Row {
  std::int64_t published_at = 0;  // microseconds since the epoch; of the first version
  std::int64_t changes_at = kNever;
  std::int64_t units_sold = 0, rating_rank = 0;
  std::uint64_t id_head = 0;  // the first eight bytes of the id: later products have greater ones

  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
};

// What a document counts for in facets: as small as it can be, since a search reads that of everything it finds.
struct Facts {
  std::uint32_t supplier = 0;      // group
  std::uint32_t county : 14 = 0;   // group
  std::uint32_t quality : 10 = 0;  // quality_of()
  std::uint32_t kind : 8 = 0;      // category, mark, price band and certified in one number below kKinds

  static constexpr std::size_t kKinds = kCategories * kMarks * kPriceBands * 2;
  static constexpr std::size_t kind_of(std::size_t category, std::size_t mark, std::size_t band, bool certified) {
    return ((category * kMarks + mark) * kPriceBands + band) * 2 + (certified ? 1 : 0);
  }
  static constexpr bool certified_of(std::size_t kind) { return kind % 2 != 0; }
  static constexpr std::size_t band_of(std::size_t kind) { return kind / 2 % kPriceBands; }
  static constexpr std::size_t mark_of(std::size_t kind) { return kind / (2 * kPriceBands) % kMarks; }
  static constexpr std::size_t category_of(std::size_t kind) { return kind / (2 * kPriceBands * kMarks); }
};
static_assert(Facts::kKinds <= 256 && sizeof(Facts) == 8);

class Snapshot {
 public:
  using Suppliers = std::unordered_map<OrganisationId, store::PublishedSupplier>;
  // A document's place. It keeps it for as long as it is published; places of what is gone are given again.
  using Ordinal = std::uint32_t;
  using SupplierTable = std::shared_ptr<const Suppliers>;

  // `sequence`: the last event that the documents hold.
  Snapshot(const std::vector<DocumentPtr>& documents, SupplierTable suppliers, std::int64_t sequence);
  // The same with some documents replaced or new, and some gone; suppliers may have other names.
  std::shared_ptr<const Snapshot> with(const std::vector<DocumentPtr>& replaced, const std::vector<ProductId>& gone,
                                       SupplierTable suppliers, std::int64_t sequence) const;

  std::int64_t sequence() const { return sequence_; }
  std::size_t size() const { return size_; }
  std::size_t places() const { return places_; }  // ordinals are below
  const Document& at(Ordinal ordinal) const { return *chunks_[ordinal / kChunk].documents[ordinal % kChunk]; }
  const Row& row(Ordinal ordinal) const { return chunks_[ordinal / kChunk].rows[ordinal % kChunk]; }
  std::int64_t price_fen(Ordinal ordinal) const { return chunks_[ordinal / kChunk].prices[ordinal % kChunk]; }
  const Facts& facts(Ordinal ordinal) const { return chunks_[ordinal / kChunk].facts[ordinal % kChunk]; }
  const Texts& name_texts() const { return name_texts_; }
  std::vector<DocumentPtr> documents() const;  // by id
  const SupplierTable& suppliers() const { return suppliers_; }
  std::optional<Ordinal> find(ProductId id) const;
  std::vector<ProductId> products_of(OrganisationId supplier) const;
  std::uint64_t content_hash() const { return content_hash_; }
  // When the standing of some document changes by itself; those whose standing has changed by `now`, a thousand at
  // most.
  std::optional<Instant> changes_at() const;
  std::vector<ProductId> changed_by(Instant now) const;

  // Complete answer of a document for GET.
  Prepared document_answer(Ordinal ordinal, std::string_view if_none_match, bool gzip) const;

  ListAnswers& lists() const { return *lists_; }
  ListAnswers& helps() const { return *helps_; }  // suggestions, similar products: each is asked for rarely

  const Postings& names() const { return names_; }
  const Postings& english_names() const { return english_names_; }
  const Groups& supplier_groups() const { return supplier_groups_; }
  const Groups& county_groups() const { return county_groups_; }
  const Dictionary& dictionary() const { return *dictionary_; }

  const Bits& everything() const { return all_; }
  const Bits& of_certified(bool certified) const { return certified_[certified ? 1 : 0]; }
  const Bits& for_consumers() const { return for_consumers_; }
  const Bits& above_reference() const { return above_reference_; }
  const Bits& of_category(Category category) const { return categories_[static_cast<std::size_t>(category)]; }
  const Bits& of_mark(std::size_t mark) const { return marks_[mark]; }
  const Bits& of_band(std::size_t band) const { return bands_[band]; }
  const Roaring* of_supplier(OrganisationId supplier) const;  // nullptr: it never had a product
  const Roaring* of_county(std::string_view code) const;
  Bits of_prefecture(std::string_view code) const;

  static std::size_t mark_number(const std::optional<Mark>& mark) {
    return mark ? static_cast<std::size_t>(*mark) + 1 : 0;
  }

 private:
  static constexpr std::size_t kChunk = 1024, kFinders = 256;
  static_assert(kChunk % Bits::kWord == 0);
  struct Chunk {
    std::array<DocumentPtr, kChunk> documents;
    std::array<std::int64_t, kChunk> prices{};  // fen; apart: many sort by them
    std::array<Row, kChunk> rows;
    std::array<Facts, kChunk> facts;
  };
  using Finder = std::unordered_map<ProductId, Ordinal>;

  void place(Ordinal ordinal, const DocumentPtr& document);  // all but its words
  void remove(Ordinal ordinal);
  Ordinal free_place();
  Groups::Number name_supplier(OrganisationId supplier);
  static std::size_t finder_of(ProductId id);

  Shards<Chunk> chunks_;
  std::size_t places_ = 0, size_ = 0;
  Shards<Finder> finders_;
  SupplierTable suppliers_;
  std::int64_t sequence_ = 0;
  std::uint64_t content_hash_ = 0;
  Postings names_, english_names_;
  Texts name_texts_;
  Groups supplier_groups_, county_groups_;
  std::shared_ptr<const Dictionary> dictionary_;
  std::array<Bits, kCategories> categories_;
  std::array<Bits, kMarks> marks_;
  std::array<Bits, kPriceBands> bands_;
  std::array<Bits, 2> certified_;  // the first: those that are not
  Bits for_consumers_, above_reference_, all_;
  Roaring free_;
  std::shared_ptr<ListAnswers> lists_, helps_;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

// Where the current snapshot is found. Any thread.
class CurrentSnapshot {
 public:
  SnapshotPtr get() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;  // nullptr: not loaded yet
  }
  void set(SnapshotPtr snapshot) {
    const std::lock_guard lock(mutex_);
    snapshot_.swap(snapshot);
  }  // the old one ends outside the lock, with its last reader

 private:
  mutable std::mutex mutex_;
  SnapshotPtr snapshot_;
};

}  // namespace shanhai::catalog
