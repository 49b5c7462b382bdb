#include "services/catalog/storefront/follower.hpp"

#include <algorithm>
#include <future>
#include <set>

#include "common/telemetry/log.hpp"
#include "common/telemetry/metrics.hpp"
#include "services/catalog/references/store.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::size_t kAtOnce = 1000;  // of products that wait: an edit is not held up by them

template <class IdType>
void unique_sort(std::vector<IdType>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

std::vector<DocumentPtr> make_documents(const std::vector<store::PublishedProduct>& products,
                                        const Snapshot::Suppliers& suppliers, Instant now,
                                        const References& references) {
  std::vector<DocumentPtr> out(products.size());
  const auto make = [&](std::size_t from, std::size_t to) {
    for (auto i = from; i < to; ++i)
      out[i] = make_document(products[i], suppliers.at(products[i].supplier), now, references);
  };
  // A whole catalog is made by all processors, an edit by this thread.
  constexpr std::size_t kEach = 2000;
  const auto parts =
      std::clamp<std::size_t>(products.size() / kEach, 1, std::max(1u, std::thread::hardware_concurrency()));
  std::vector<std::future<void>> others;
  for (std::size_t part = 1; part < parts; ++part) {
    others.push_back(
        std::async(std::launch::async, make, products.size() * part / parts, products.size() * (part + 1) / parts));
  }
  make(0, products.size() / parts);
  for (auto& other : others) other.get();
  return out;
}

Offers offers_of(const std::vector<store::PublishedProduct>& products) {
  Offers out;
  for (const auto& product : products) {
    const auto offer = unit_offer_of(product.content.skus);
    if (offer && !product.sample) out[{product.content.category, offer->unit}].push_back(offer->price);
  }
  return out;
}

Offers offers_of(const Snapshot& snapshot) {
  Offers out;
  snapshot.everything().for_each([&](Snapshot::Ordinal ordinal) {
    const auto& document = snapshot.at(ordinal);
    if (document.offer && !document.sample)
      out[{document.category, document.offer->unit}].push_back(document.offer->price);
  });
  return out;
}

// Products whose reference is another one now.
std::vector<ProductId> held_otherwise(const Snapshot& snapshot, const References& references) {
  std::vector<ProductId> out;
  snapshot.everything().for_each([&](Snapshot::Ordinal ordinal) {
    const auto& document = snapshot.at(ordinal);
    if (document.offer && references.of(document.category, document.title, *document.offer) != document.reference)
      out.push_back(document.id);
  });
  return out;
}

void report(const Snapshot& snapshot) {
  static auto& sequence = telemetry::gauge("catalog_snapshot_sequence", "Last event in the snapshot that is served");
  static auto& products = telemetry::gauge("catalog_snapshot_products", "Products in the snapshot that is served");
  sequence.set(static_cast<double>(snapshot.sequence()));
  products.set(static_cast<double>(snapshot.size()));
}

}  // namespace

void Follower::start(Background& background) {
  background.spawn("catalog.storefront", [this](Loop& loop) { return run(loop); });
}

Task<> Follower::run(Loop& loop) {
  while (!loop.stopping()) {
    if (!current_.get()) {
      co_await load();
    } else {
      co_await follow(std::chrono::milliseconds(1000));
    }
  }
}

Task<> Follower::load() {
  const auto began = std::chrono::steady_clock::now();
  auto read = [](db::Tx& tx) -> Result<Rows> {
    Rows out;
    out.sequence = store::last_sequence(tx);
    out.received = store::last_received(tx);
    out.suppliers = store::list_storefront_suppliers(tx);
    out.products = store::list_published(tx);
    out.now = tx.now();
    return out;
  };
  auto rows = co_await database_.snapshot(read);
  references_ = co_await find_references(china_date(rows->now), offers_of(rows->products));
  received_ = rows->received;
  waiting_.clear();
  auto job = [this, &rows](std::size_t) { return build(*rows); };
  auto snapshot = co_await workers_.run(job);
  report(*snapshot);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  telemetry::log_info(
      "catalog.snapshot_loaded",
      {{"products", snapshot->size()}, {"sequence", snapshot->sequence()}, {"milliseconds", took.count()}});
  current_.set(std::move(snapshot));
}

Task<bool> Follower::follow(std::chrono::milliseconds wait) {
  const auto snapshot = current_.get();
  if (const auto boundary = snapshot->changes_at()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*boundary - database_.clock().now());
    wait = std::clamp(left, std::chrono::milliseconds(0), wait);
  }
  if (!waiting_.empty()) wait = std::chrono::milliseconds(0);
  auto batch = co_await source_.after(snapshot->sequence(), 1000, wait);
  if (batch.has_error()) throw std::runtime_error("the catalog's own stream answers " + batch.error().code);
  const auto now = database_.clock().now();
  const auto& events = batch->events;
  const bool other_references = std::any_of(
      events.begin(), events.end(), [](const events::Event& event) { return event.type == kReferencePriceChanged; });
  if (other_references || china_date(now) != references_->day()) co_await renew_references(*snapshot, china_date(now));
  auto find_received = [this](db::Tx& tx) -> Result<store::Received> {
    return store::list_received_after(tx, received_);
  };
  const auto received = co_await database_.snapshot(find_received);
  auto affected = affected_by(events);
  const auto changed = snapshot->changed_by(now);
  const auto taken = std::min(waiting_.size(), kAtOnce);
  const auto until = waiting_.begin() + static_cast<std::ptrdiff_t>(taken);
  affected.products.insert(affected.products.end(), changed.begin(), changed.end());
  affected.products.insert(affected.products.end(), received->products.begin(), received->products.end());
  affected.products.insert(affected.products.end(), waiting_.begin(), until);
  if (events.empty() && affected.empty()) co_return false;
  auto read = [&snapshot, &affected](db::Tx& tx) -> Result<Rows> { return read_affected(tx, *snapshot, affected); };
  auto rows = co_await database_.snapshot(read);
  const auto sequence = events.empty() ? snapshot->sequence() : events.back().sequence;
  auto job = [&](std::size_t) { return rebuild(*snapshot, *rows, affected, sequence); };
  auto next = co_await workers_.run(job);
  report(*next);
  waiting_.erase(waiting_.begin(), until);
  received_ = received->sequence;
  current_.set(std::move(next));
  co_return true;
}

Task<ReferencesPtr> Follower::find_references(Date day, Offers offers) {
  // The first process of a day computes its medians, the others take what it wrote.
  auto work = [day, &offers](db::Tx& tx) -> Result<ReferencesPtr> {
    auto medians = store::find_medians(tx, day);
    if (!medians) {
      medians = medians_of(offers);
      store::insert_medians(tx, day, *medians);
    }
    return std::make_shared<const References>(day, store::list_valid_references(tx, day), std::move(*medians));
  };
  for (;;) {
    try {
      auto out = co_await database_.transaction(work);
      co_return std::move(*out);
    } catch (const db::DuplicateKey&) {
      // Another process was quicker: they are read now.
    }
  }
}

Task<> Follower::renew_references(const Snapshot& snapshot, Date day) {
  const auto before = references_->day();
  references_ = co_await find_references(day, offers_of(snapshot));
  waiting_ = held_otherwise(snapshot, *references_);
  if (day <= before) co_return;
  // Sales of the days that are no longer recent.
  auto read = [before, day](db::Tx& tx) -> Result<std::vector<ProductId>> {
    return store::list_sold(tx, add_days(before, -store::kSalesDays), add_days(day, -store::kSalesDays));
  };
  const auto sold = co_await database_.snapshot(read);
  waiting_.insert(waiting_.end(), sold->begin(), sold->end());
}

Follower::Affected Follower::affected_by(const std::vector<events::Event>& events) {
  Affected out;
  for (const auto& event : events) {
    if (event.type == kProductPublished || event.type == kProductWithdrawn) {
      out.products.push_back(ProductId::parse(event.aggregate_id).value());
    } else if (event.type == kCertificationChanged) {
      out.products.push_back(json::read<CertificationChanged>(event.payload).value().product);
    } else if (event.type == kSupplierChanged) {
      out.suppliers.push_back(OrganisationId::parse(event.aggregate_id).value());
    }
  }
  return out;
}

Follower::Rows Follower::read_affected(db::Tx& tx, const Snapshot& snapshot, Affected& affected) {
  for (const auto supplier : affected.suppliers) {  // its name stands in its documents
    const auto products = snapshot.products_of(supplier);
    affected.products.insert(affected.products.end(), products.begin(), products.end());
  }
  unique_sort(affected.products);
  Rows out;
  out.products = store::list_published_among(tx, affected.products);
  auto suppliers = affected.suppliers;
  for (const auto& product : out.products) suppliers.push_back(product.supplier);
  unique_sort(suppliers);
  out.suppliers = store::list_storefront_suppliers_among(tx, suppliers);
  out.now = tx.now();
  return out;
}

SnapshotPtr Follower::build(const Rows& rows) const {
  auto suppliers = std::make_shared<Snapshot::Suppliers>();
  for (const auto& supplier : rows.suppliers) suppliers->emplace(supplier.id, supplier);
  auto documents = make_documents(rows.products, *suppliers, rows.now, *references_);
  return std::make_shared<const Snapshot>(documents, std::move(suppliers), rows.sequence);
}

SnapshotPtr Follower::rebuild(const Snapshot& snapshot, const Rows& rows, const Affected& affected,
                              std::int64_t sequence) const {
  auto suppliers = snapshot.suppliers();
  if (!rows.suppliers.empty()) {
    auto changed = std::make_shared<Snapshot::Suppliers>(*suppliers);
    for (const auto& supplier : rows.suppliers) changed->insert_or_assign(supplier.id, supplier);
    suppliers = std::move(changed);
  }
  const auto documents = make_documents(rows.products, *suppliers, rows.now, *references_);
  std::set<ProductId> found;
  for (const auto& document : documents) found.insert(document->id);
  std::vector<ProductId> gone;
  for (const auto id : affected.products) {
    if (!found.contains(id)) gone.push_back(id);
  }
  return snapshot.with(documents, gone, std::move(suppliers), sequence);
}

}  // namespace shanhai::catalog
