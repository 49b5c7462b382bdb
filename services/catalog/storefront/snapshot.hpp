// The published catalog at one moment: documents, postings of their words, bitmaps of their facets, a row of columns
// for each. Immutable once it is made; read by all threads without a lock. A version of it shares what did not change
// with the one before, so that an edit costs milliseconds among a hundred thousand products.
#pragma once

#include <array>
#include <mutex>
#include <unordered_map>

#include "services/catalog/storefront/dictionary.hpp"
#include "services/catalog/storefront/document.hpp"
#include "services/catalog/storefront/groups.hpp"
#include "services/catalog/storefront/list_answers.hpp"
#include "services/catalog/storefront/price_bands.hpp"

namespace shanhai::catalog {

inline constexpr std::size_t kCategories = 3;
inline constexpr std::size_t kMarks = 5;  // the first: none

// What a document is filtered, counted and sorted by.
struct Row {
  std::int64_t price_fen = 0, published_at = 0;  // microseconds since the epoch; of the first version
  std::int64_t changes_at = 0;                   // kNever
  std::uint64_t id_head = 0;                     // the first eight bytes of the id: later products have greater ones
  std::uint32_t supplier = 0, county = 0;        // groups
  std::int32_t quality = 0;
  std::uint8_t category = 0, mark = 0, band = 0;
  bool certified = false;

  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
};

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
  std::size_t size() const { return all_.cardinality(); }
  std::size_t places() const { return rows_.size(); }
  const Document& at(Ordinal ordinal) const { return *documents_[ordinal / kChunk][ordinal % kChunk]; }
  const Row& row(Ordinal ordinal) const { return rows_[ordinal]; }
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

  const Roaring& everything() const { return all_; }
  const Roaring& certified() const { return certified_; }
  const Roaring& uncertified() const { return uncertified_; }
  const Roaring& for_consumers() const { return for_consumers_; }
  const Roaring& of_category(Category category) const { return categories_[static_cast<std::size_t>(category)]; }
  const Roaring& of_mark(std::size_t mark) const { return marks_[mark]; }
  const Roaring& of_band(std::size_t band) const { return bands_[band]; }
  const Roaring* of_supplier(OrganisationId supplier) const;
  const Roaring* of_county(std::string_view code) const;
  Roaring of_prefecture(std::string_view code) const;

  static std::size_t mark_number(const std::optional<Mark>& mark) {
    return mark ? static_cast<std::size_t>(*mark) + 1 : 0;
  }

 private:
  static constexpr std::size_t kChunk = 1024, kFinders = 256;
  using Chunk = std::array<DocumentPtr, kChunk>;
  using Finder = std::unordered_map<ProductId, Ordinal>;

  void place(Ordinal ordinal, const DocumentPtr& document);  // all but its words
  void remove(Ordinal ordinal);
  Ordinal free_place();
  void name_supplier(OrganisationId supplier);
  static std::size_t finder_of(ProductId id);

  Shards<Chunk> documents_;
  std::vector<Row> rows_;
  Shards<Finder> finders_;
  SupplierTable suppliers_;
  std::int64_t sequence_ = 0;
  std::uint64_t content_hash_ = 0;
  Postings names_, english_names_;
  Groups supplier_groups_, county_groups_;
  std::shared_ptr<const Dictionary> dictionary_;
  std::array<Roaring, kCategories> categories_;
  std::array<Roaring, kMarks> marks_;
  std::array<Roaring, kPriceBands> bands_;
  Roaring certified_, uncertified_, for_consumers_, all_, free_;
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
