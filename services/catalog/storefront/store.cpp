#include "services/catalog/storefront/store.hpp"

#include <algorithm>
#include <deque>
#include <future>
#include <iterator>
#include <thread>
#include <unordered_map>

#include "sql/catalog_queries.hpp"

namespace shanhai::catalog::store {

namespace sql = shanhai::sql::catalog;

namespace {

constexpr std::int64_t kPage = 1000;

using Windows = std::unordered_map<ProductId, std::vector<CertificationWindow>>;

PublishedProduct read_product(const db::Row& row) {
  PublishedProduct out;
  out.id = row.get<ProductId>("id");
  out.supplier = row.get<OrganisationId>("supplier_id");
  out.version = row.get<std::int64_t>("published_version");
  out.sample = row.get<bool>("sample");
  out.content = json::parse<ProductContent>(row.get<std::string>("content")).value();
  out.registration_county = row.get<std::string>("registration_county");
  out.published_at = row.get<Instant>("published_at");
  out.first_published_at = row.get<Instant>("first_published_at");
  return out;
}

PublishedSupplier read_supplier(const db::Row& row) {
  return {row.get<OrganisationId>("id"), row.get<std::string>("legal_name"),
          row.get<std::string>("registration_county"), row.get<SupplierStatus>("status"), row.get<bool>("sample")};
}

void add_window(Windows& windows, const db::Row& row) {
  windows[row.get<ProductId>("product_id")].push_back(
      {row.get<CertificationId>("id"), row.get<Instant>("valid_from"), row.get<Instant>("valid_to")});
}

Windows list_windows(db::Tx& tx) {
  Windows windows;
  for (CertificationId after;;) {
    const auto rows = tx.query(sql::list_valid_certifications, {{"after", after}, {"limit", kPage}});
    for (const auto row : rows) {
      add_window(windows, row);
      after = row.get<CertificationId>("id");
    }
    if (static_cast<std::int64_t>(rows.size()) < kPage) return windows;
  }
}

Date sales_since(const db::Tx& tx) { return add_days(china_date(tx.now()), -kSalesDays); }

void attach(std::vector<PublishedProduct>& products, Windows windows,
            const std::map<ProductId, Reception>& receptions) {
  for (auto& product : products) {
    if (const auto found = receptions.find(product.id); found != receptions.end()) product.reception = found->second;
    if (const auto found = windows.find(product.id); found != windows.end())
      product.certifications = std::move(found->second);
  }
}

// Calls `read` with at most kPage ids at a time: an IN list has a limit.
template <class IdType, class Read>
void in_pages(const std::vector<IdType>& ids, Read read) {
  for (std::size_t from = 0; from < ids.size(); from += kPage) {
    const auto to = std::min(ids.size(), from + static_cast<std::size_t>(kPage));
    read(std::vector<IdType>(ids.begin() + static_cast<std::ptrdiff_t>(from),
                             ids.begin() + static_cast<std::ptrdiff_t>(to)));
  }
}

}  // namespace

std::int64_t last_sequence(db::Tx& tx) { return tx.query(sql::last_sequence).front().get<std::int64_t>("sequence"); }

std::vector<PublishedProduct> list_published(db::Tx& tx) {
  // Contents are read by other threads while the database sends the next ones: that takes longer than sending them.
  const auto most = std::max<std::size_t>(2, std::thread::hardware_concurrency());
  std::deque<std::future<std::vector<PublishedProduct>>> reading;
  std::vector<PublishedProduct> out;
  const auto take_first = [&] {
    auto page = reading.front().get();
    reading.pop_front();
    std::move(page.begin(), page.end(), std::back_inserter(out));
  };
  for (ProductId after;;) {
    auto rows = std::make_shared<db::Rows>(tx.query(sql::list_published, {{"after", after}, {"limit", kPage}}));
    if (rows->empty()) break;
    for (const auto row : *rows) after = row.get<ProductId>("id");
    const bool last = static_cast<std::int64_t>(rows->size()) < kPage;
    reading.push_back(std::async(std::launch::async, [rows = std::move(rows)] {
      std::vector<PublishedProduct> page;
      for (const auto row : *rows) page.push_back(read_product(row));
      return page;
    }));
    if (reading.size() == most) take_first();
    if (last) break;
  }
  while (!reading.empty()) take_first();
  attach(out, list_windows(tx), list_reception(tx, sales_since(tx)));
  return out;
}

std::vector<PublishedProduct> list_published_among(db::Tx& tx, const std::vector<ProductId>& products) {
  std::vector<PublishedProduct> out;
  Windows windows;
  std::map<ProductId, Reception> receptions;
  in_pages(products, [&](const std::vector<ProductId>& page) {
    const auto list = db::Value::list_of(page);
    for (const auto row : tx.query(sql::list_published_among, {{"products", list}})) out.push_back(read_product(row));
    for (const auto row : tx.query(sql::list_valid_certifications_among, {{"products", list}}))
      add_window(windows, row);
    receptions.merge(list_reception_among(tx, sales_since(tx), page));
  });
  attach(out, std::move(windows), receptions);
  return out;
}

std::vector<PublishedSupplier> list_storefront_suppliers(db::Tx& tx) {
  std::vector<PublishedSupplier> out;
  for (OrganisationId after;;) {
    const auto rows = tx.query(sql::list_storefront_suppliers, {{"after", after}, {"limit", kPage}});
    for (const auto row : rows) out.push_back(read_supplier(row));
    if (static_cast<std::int64_t>(rows.size()) < kPage) return out;
    after = out.back().id;
  }
}

std::vector<PublishedSupplier> list_storefront_suppliers_among(db::Tx& tx,
                                                               const std::vector<OrganisationId>& suppliers) {
  std::vector<PublishedSupplier> out;
  in_pages(suppliers, [&](const std::vector<OrganisationId>& page) {
    for (const auto row : tx.query(sql::list_storefront_suppliers_among, {{"suppliers", db::Value::list_of(page)}})) {
      out.push_back(read_supplier(row));
    }
  });
  return out;
}

}  // namespace shanhai::catalog::store
