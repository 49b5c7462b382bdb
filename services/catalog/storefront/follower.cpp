#include "services/catalog/storefront/follower.hpp"

#include <algorithm>
#include <future>
#include <set>

#include "common/telemetry/log.hpp"
#include "common/telemetry/metrics.hpp"

namespace shanhai::catalog {
namespace {

template <class IdType>
void unique_sort(std::vector<IdType>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

std::vector<DocumentPtr> make_documents(const std::vector<store::PublishedProduct>& products,
                                        const Snapshot::Suppliers& suppliers, Instant now) {
  std::vector<DocumentPtr> out(products.size());
  const auto make = [&](std::size_t from, std::size_t to) {
    for (auto i = from; i < to; ++i) out[i] = make_document(products[i], suppliers.at(products[i].supplier), now);
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
    out.suppliers = store::list_storefront_suppliers(tx);
    out.products = store::list_published(tx);
    out.now = tx.now();
    return out;
  };
  auto rows = co_await database_.snapshot(read);
  auto job = [&rows](std::size_t) { return build(*rows); };
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
  auto batch = co_await source_.after(snapshot->sequence(), 1000, wait);
  if (batch.has_error()) throw std::runtime_error("the catalog's own stream answers " + batch.error().code);
  auto affected = affected_by(batch->events);
  const auto changed = snapshot->changed_by(database_.clock().now());
  affected.products.insert(affected.products.end(), changed.begin(), changed.end());
  if (batch->events.empty() && affected.empty()) co_return false;
  auto read = [&snapshot, &affected](db::Tx& tx) -> Result<Rows> { return read_affected(tx, *snapshot, affected); };
  auto rows = co_await database_.snapshot(read);
  const auto sequence = batch->events.empty() ? snapshot->sequence() : batch->events.back().sequence;
  auto job = [&](std::size_t) { return rebuild(*snapshot, *rows, affected, sequence); };
  auto next = co_await workers_.run(job);
  report(*next);
  current_.set(std::move(next));
  co_return true;
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

SnapshotPtr Follower::build(const Rows& rows) {
  auto suppliers = std::make_shared<Snapshot::Suppliers>();
  for (const auto& supplier : rows.suppliers) suppliers->emplace(supplier.id, supplier);
  auto documents = make_documents(rows.products, *suppliers, rows.now);
  return std::make_shared<const Snapshot>(documents, std::move(suppliers), rows.sequence);
}

SnapshotPtr Follower::rebuild(const Snapshot& snapshot, const Rows& rows, const Affected& affected,
                              std::int64_t sequence) {
  auto suppliers = snapshot.suppliers();
  if (!rows.suppliers.empty()) {
    auto changed = std::make_shared<Snapshot::Suppliers>(*suppliers);
    for (const auto& supplier : rows.suppliers) changed->insert_or_assign(supplier.id, supplier);
    suppliers = std::move(changed);
  }
  const auto documents = make_documents(rows.products, *suppliers, rows.now);
  std::set<ProductId> found;
  for (const auto& document : documents) found.insert(document->id);
  std::vector<ProductId> gone;
  for (const auto id : affected.products) {
    if (!found.contains(id)) gone.push_back(id);
  }
  return snapshot.with(documents, gone, std::move(suppliers), sequence);
}

}  // namespace shanhai::catalog
