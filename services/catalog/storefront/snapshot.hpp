// The published catalog at one moment: documents, postings of their words, bitmaps of their facets, columns for
// sorting. Immutable but for answers that are put together when they are first asked for; read by all threads without a
// lock.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <roaring/roaring.hh>
#include <string>
#include <unordered_map>
#include <vector>

#include "services/catalog/storefront/document.hpp"
#include "services/catalog/storefront/list_answers.hpp"

namespace shanhai::catalog {

inline constexpr std::size_t kCategories = 3;

class Snapshot {
 public:
  using Suppliers = std::unordered_map<OrganisationId, store::PublishedSupplier>;
  // A document's place: they lie in order of their id, so that a later product has a higher one.
  using Ordinal = std::uint32_t;

  // `documents` in order of id. `sequence`: the last event they hold.
  Snapshot(std::vector<DocumentPtr> documents, std::shared_ptr<const Suppliers> suppliers, std::int64_t sequence);

  // The same with some documents replaced and some gone.
  std::shared_ptr<const Snapshot> with(const std::vector<DocumentPtr>& replaced, const std::vector<ProductId>& gone,
                                       std::shared_ptr<const Suppliers> suppliers, std::int64_t sequence) const;

  std::int64_t sequence() const { return sequence_; }
  std::size_t size() const { return documents_.size(); }
  const Document& at(Ordinal ordinal) const { return *documents_[ordinal]; }
  const std::vector<DocumentPtr>& documents() const { return documents_; }
  const std::shared_ptr<const Suppliers>& suppliers() const { return suppliers_; }
  std::optional<Ordinal> find(ProductId id) const;
  std::vector<ProductId> products_of(OrganisationId supplier) const;
  std::uint64_t content_hash() const { return content_hash_; }
  // When the standing of some document changes by itself; those whose standing has changed by `now`.
  std::optional<Instant> changes_at() const { return changes_at_; }
  std::vector<ProductId> changed_by(Instant now) const;

  // Complete answer of a document for GET.
  Prepared document_answer(Ordinal ordinal, std::string_view if_none_match, bool gzip) const;

  ListAnswers& lists() const { return *lists_; }

  // Postings; nullptr: no document.
  const Roaring* posting(TokenKey token) const;
  const Roaring& everything() const { return all_; }
  const Roaring& certified() const { return certified_; }
  const Roaring& of_category(Category category) const { return categories_[static_cast<std::size_t>(category)]; }
  const Roaring* of_supplier(OrganisationId supplier) const;
  const Roaring* of_county(const std::string& code) const;
  const Roaring* of_prefecture(const std::string& code) const;
  const std::map<std::string, Roaring>& counties() const { return counties_; }

 private:
  // Answers of a document, put together at their first use.
  struct Answers {
    std::once_flag plain_once, gzip_once, not_modified_once;
    Prepared plain, gzip, not_modified;
  };

  void index();

  std::vector<DocumentPtr> documents_;
  std::shared_ptr<const Suppliers> suppliers_;
  std::int64_t sequence_ = 0;
  std::uint64_t content_hash_ = 0;
  std::optional<Instant> changes_at_;
  std::unordered_map<ProductId, Ordinal> ordinals_;
  std::unordered_map<TokenKey, Roaring> postings_;
  std::map<std::string, Roaring> counties_, prefectures_;
  std::unordered_map<OrganisationId, Roaring> by_supplier_;
  std::array<Roaring, kCategories> categories_;
  Roaring certified_, all_;
  std::unique_ptr<Answers[]> answers_;
  std::unique_ptr<ListAnswers> lists_ = std::make_unique<ListAnswers>();
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
