// What the benchmark of the catalog measures inside a process, with goods that are made up.
//   bench_catalog snapshot PRODUCTS SEED
//     Prints: seconds of making the documents (all processors), of the indexes, bytes of memory a product, then of 200
//     edits of one product each, milliseconds: median, p99, most.
//   bench_catalog search PRODUCTS SEED QUERIES ROUNDS DIRECTORY
//     The same queries, with filters and six exact facets, answered by us and by Xapian on the same documents, filed
//     under the same pairs of characters, words and filters, one thread each, a round of ours and a round of theirs.
//     Prints for each round: our microseconds a query, median, p99 and mean, and Xapian's.
//   bench_catalog alone PRODUCTS SEED QUERIES ROUNDS
//     Ours only: microseconds a query of each round, median, p99 and mean.
//   bench_catalog swap PRODUCTS SEED SECONDS
//     Searches by one thread, first alone, then while another applies fifty edits a second. Prints microseconds: p99
//     alone, p99 beside edits, then how many edits there were.
//   bench_catalog rows PRODUCTS SEED QUERIES DIRECTORY
//     Writes the same goods as tables to be loaded, one file for each, with columns as load_goods.sql says, and
//     queries.txt: targets of searches, one a line.
#include <malloc.h>
#include <xapian.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <thread>

#include "common/runtime/owned_resources.hpp"
#include "services/catalog/storefront/search.hpp"
#include "services/catalog/storefront/service.hpp"
#include "tests/load/catalog_goods.hpp"
#include "tests/load/catalog_rows.hpp"

namespace shanhai::catalog {
namespace {

using Steady = std::chrono::steady_clock;

const Instant kNow = *parse_rfc3339("2026-11-23T08:30:00Z");

double since(Steady::time_point began) { return std::chrono::duration<double>(Steady::now() - began).count(); }

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values.at(static_cast<std::size_t>(share * static_cast<double>(values.size() - 1)));
}

// Median, p99 and mean.
std::string summary(const std::vector<double>& values) {
  double sum = 0;
  for (const auto one : values) sum += one;
  std::ostringstream out;
  out << quantile(values, 0.5) << ' ' << quantile(values, 0.99) << ' ' << sum / static_cast<double>(values.size());
  return out.str();
}

struct Made {
  goods::Goods goods;
  std::shared_ptr<const Snapshot::Suppliers> suppliers;
};

Made make_goods(std::size_t products, std::uint64_t seed) {
  Made out{goods::make(products, seed, kNow), nullptr};
  auto suppliers = std::make_shared<Snapshot::Suppliers>();
  for (const auto& supplier : out.goods.suppliers) suppliers->emplace(supplier.id, supplier);
  out.suppliers = std::move(suppliers);
  return out;
}

std::vector<DocumentPtr> make_documents(const Made& made) {
  std::vector<DocumentPtr> out(made.goods.products.size());
  const auto threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::thread> running;
  for (unsigned t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      for (auto i = static_cast<std::size_t>(t); i < out.size(); i += threads) {
        const auto& product = made.goods.products[i];
        out[i] = make_document(product, made.suppliers->at(product.supplier), kNow);
      }
    });
  }
  for (auto& thread : running) thread.join();
  return out;
}

std::vector<StorefrontQuery> make_queries(const Made& made, std::uint64_t seed, std::size_t queries) {
  std::mt19937_64 random(seed + 1);
  std::vector<StorefrontQuery> out;
  for (std::size_t i = 0; i < queries; ++i) out.push_back(goods::make_query(random, made.goods));
  return out;
}

std::size_t bytes_used() { return mallinfo2().uordblks + mallinfo2().hblkhd; }

int measure_snapshot(std::size_t products, std::uint64_t seed) {
  const auto made = make_goods(products, seed);
  const auto before = bytes_used();
  auto began = Steady::now();
  auto documents = make_documents(made);
  const auto making = since(began);
  began = Steady::now();
  auto snapshot = std::make_shared<const Snapshot>(documents, made.suppliers, 1);
  const auto indexing = since(began);
  documents = {};
  const auto memory = (bytes_used() - before) / products;
  std::vector<double> edits;
  for (std::size_t i = 0; i < 200; ++i) {
    auto product = made.goods.products[i * 7919 % products];
    product.version = 2;
    product.content.name = "改名" + std::to_string(i) + product.content.name.str();
    began = Steady::now();
    snapshot = snapshot->with({make_document(product, made.suppliers->at(product.supplier), kNow)}, {}, made.suppliers,
                              static_cast<std::int64_t>(i) + 2);
    edits.push_back(since(began) * 1e3);
  }
  std::cout << making << ' ' << indexing << ' ' << memory << ' ' << quantile(edits, 0.5) << ' ' << quantile(edits, 0.99)
            << ' ' << quantile(edits, 1) << '\n';
  return 0;
}

// Microseconds of searches, one after the other, for so long.
std::vector<double> search_for(const StorefrontService& storefront, const std::vector<StorefrontQuery>& asked,
                               double seconds) {
  std::vector<double> out;
  const auto until = Steady::now() + std::chrono::duration<double>(seconds);
  for (std::size_t i = 0; Steady::now() < until; ++i) {
    const auto began = Steady::now();
    const auto answer = storefront.search_now(asked[i % asked.size()], std::to_string(i), {});
    out.push_back(since(began) * 1e6);
  }
  return out;
}

int measure_swap(std::size_t products, std::uint64_t seed, double seconds) {
  const auto made = make_goods(products, seed);
  Workers workers(1, 1);
  StorefrontService storefront(workers);
  storefront.current().set(std::make_shared<const Snapshot>(make_documents(made), made.suppliers, 1));
  const auto asked = make_queries(made, seed, 1000);
  const auto alone = search_for(storefront, asked, seconds);
  std::atomic<bool> over = false;
  std::size_t edits = 0;
  std::thread editor([&] {
    for (auto next = Steady::now(); !over; std::this_thread::sleep_until(next += std::chrono::milliseconds(20))) {
      auto product = made.goods.products[edits++ * 7919 % products];
      product.version = 2;
      const auto snapshot = storefront.current().get();
      storefront.current().set(snapshot->with({make_document(product, made.suppliers->at(product.supplier), kNow)}, {},
                                              made.suppliers, snapshot->sequence() + 1));
    }
  });
  const auto beside = search_for(storefront, asked, seconds);
  over = true;
  editor.join();
  std::cout << quantile(alone, 0.99) << ' ' << quantile(beside, 0.99) << ' ' << edits << '\n';
  return 0;
}

// Xapian's terms for filters, and its slots for facets and sorting.
enum Slot : Xapian::valueno {
  kCounty,
  kCategory,
  kCertified,
  kMark,
  kBand,
  kSupplier,
  kFacetSlots,
  kPrice = kFacetSlots,
  kQuality
};

std::string term_of(TokenKey token) {
  std::string out = "T";
  for (int i = 0; i < 8; ++i) out += static_cast<char>(token >> (8 * i));
  return out;
}

Xapian::Database index_with_xapian(const Snapshot& snapshot, const std::string& directory) {
  Xapian::WritableDatabase database(directory, Xapian::DB_CREATE_OR_OVERWRITE);
  snapshot.everything().for_each([&](Snapshot::Ordinal ordinal) {
    const auto& document = snapshot.at(ordinal);
    const auto kind = snapshot.facts(ordinal).kind;
    Xapian::Document out;
    for (const auto& words : {document.name, document.name_en,
                              words_of(snapshot.suppliers()->at(document.supplier).name), words_of(document.county)}) {
      for (const auto token : words.tokens) out.add_term(term_of(token));
    }
    const std::array<std::string, kFacetSlots> values = {document.county,
                                                         std::to_string(Facts::category_of(kind)),
                                                         std::to_string(Facts::certified_of(kind)),
                                                         std::to_string(Facts::mark_of(kind)),
                                                         std::to_string(Facts::band_of(kind)),
                                                         document.supplier.str()};
    for (Xapian::valueno slot = 0; slot < kFacetSlots; ++slot) {
      out.add_value(slot, values[slot]);
      out.add_boolean_term("X" + std::to_string(slot) + values[slot]);
    }
    out.add_value(kPrice, Xapian::sortable_serialise(static_cast<double>(snapshot.price_fen(ordinal))));
    out.add_value(kQuality, Xapian::sortable_serialise(snapshot.facts(ordinal).quality));
    out.set_data(document.item);
    database.add_document(out);
  });
  database.commit();
  return Xapian::Database(directory);
}

Xapian::Query filtered(const StorefrontQuery& query, Xapian::Query base) {
  const auto add = [&](Slot slot, const std::string& value) {
    base = Xapian::Query(Xapian::Query::OP_FILTER, base, Xapian::Query("X" + std::to_string(slot) + value));
  };
  if (query.county) add(kCounty, query.county->str());
  if (query.category) add(kCategory, std::to_string(static_cast<int>(*query.category)));
  if (query.certified) add(kCertified, *query.certified ? "1" : "0");
  if (query.price_min_fen)
    base = Xapian::Query(Xapian::Query::OP_FILTER, base,
                         Xapian::Query(Xapian::Query::OP_VALUE_RANGE, kPrice,
                                       Xapian::sortable_serialise(static_cast<double>(query.price_min_fen->value())),
                                       Xapian::sortable_serialise(static_cast<double>(query.price_max_fen->value()))));
  return base;
}

// As many queries as there are facets with a filter of their own, and one; each counts by looking at every match.
std::size_t ask_xapian(const Xapian::Database& database, const StorefrontQuery& query, std::string& page) {
  std::vector<Xapian::Query> terms;
  for (const auto& term : terms_of(query.q->str())) {
    for (const auto token : lookup_of(term.run).tokens) terms.emplace_back(term_of(token));
  }
  const Xapian::Query words(Xapian::Query::OP_AND, terms.begin(), terms.end());
  const auto run = [&](const StorefrontQuery& one, std::vector<Slot> facets, std::size_t items) {
    Xapian::Enquire enquire(database);
    enquire.set_query(filtered(one, words));
    if (query.sort == StorefrontSort::price_asc)
      enquire.set_sort_by_value(kPrice, false);
    else
      enquire.set_sort_by_relevance_then_value(kQuality, true);
    std::vector<Xapian::ValueCountMatchSpy> spies(facets.begin(), facets.end());
    for (auto& spy : spies) enquire.add_matchspy(&spy);
    const auto found = enquire.get_mset(0, static_cast<Xapian::doccount>(items), database.get_doccount());
    for (auto item = found.begin(); item != found.end(); ++item) page += item.get_document().get_data();
    for (auto& spy : spies) {
      for (auto value = spy.top_values_begin(30); value != spy.top_values_end(30); ++value)
        page += *value + std::to_string(value.get_termfreq());
    }
    return static_cast<std::size_t>(found.get_matches_lower_bound());
  };
  std::vector<Slot> common = {kMark, kSupplier};
  for (const auto& [filtered, slot] :
       {std::pair(query.county.has_value(), kCounty), std::pair(query.category.has_value(), kCategory),
        std::pair(query.certified.has_value(), kCertified), std::pair(query.price_min_fen.has_value(), kBand)}) {
    if (!filtered) {
      common.push_back(slot);
      continue;
    }
    auto without = query;
    if (slot == kCounty) without.county.reset();
    if (slot == kCategory) without.category.reset();
    if (slot == kCertified) without.certified.reset();
    if (slot == kBand) without.price_min_fen.reset(), without.price_max_fen.reset();
    run(without, {slot}, 0);
  }
  return run(query, common, 20);
}

int measure_search(std::size_t products, std::uint64_t seed, std::size_t queries, std::size_t rounds,
                   const std::string& directory) {
  const auto made = make_goods(products, seed);
  const Snapshot snapshot(make_documents(made), made.suppliers, 1);
  const auto database = index_with_xapian(snapshot, directory);
  const auto asked = make_queries(made, seed, queries);
  for (std::size_t round = 0; round < rounds; ++round) {
    std::vector<double> ours, theirs;
    for (std::size_t i = round; i < asked.size(); i += rounds) {
      const auto began = Steady::now();
      const auto page = search(snapshot, asked[i]);
      ours.push_back(since(began) * 1e6);
      if (page.has_error()) return std::cerr << page.error().code << '\n', 1;
    }
    for (std::size_t i = round; i < asked.size(); i += rounds) {
      std::string text;
      const auto began = Steady::now();
      ask_xapian(database, asked[i], text);
      theirs.push_back(since(began) * 1e6);
    }
    std::cout << summary(ours) << ' ' << summary(theirs) << std::endl;
  }
  return 0;
}

int measure_alone(std::size_t products, std::uint64_t seed, std::size_t queries, std::size_t rounds) {
  const auto made = make_goods(products, seed);
  const Snapshot snapshot(make_documents(made), made.suppliers, 1);
  const auto asked = make_queries(made, seed, queries);
  for (std::size_t round = 0; round < rounds; ++round) {
    std::vector<double> ours;
    for (const auto& query : asked) {
      const auto began = Steady::now();
      const auto page = search(snapshot, query);
      ours.push_back(since(began) * 1e6);
      if (page.has_error()) return std::cerr << page.error().code << '\n', 1;
    }
    std::cout << summary(ours) << std::endl;
  }
  return 0;
}

}  // namespace
}  // namespace shanhai::catalog

int main(int count, char** words) {
  using namespace shanhai::catalog;
  shanhai::runtime::prepare_process();  // memory as the server has it
  const std::vector<std::string> given(words + 1, words + count);
  if (given.size() == 3 && given[0] == "snapshot") return measure_snapshot(std::stoul(given[1]), std::stoul(given[2]));
  if (given.size() == 6 && given[0] == "search")
    return measure_search(std::stoul(given[1]), std::stoul(given[2]), std::stoul(given[3]), std::stoul(given[4]),
                          given[5]);
  if (given.size() == 4 && given[0] == "swap")
    return measure_swap(std::stoul(given[1]), std::stoul(given[2]), std::stod(given[3]));
  if (given.size() == 5 && given[0] == "alone")
    return measure_alone(std::stoul(given[1]), std::stoul(given[2]), std::stoul(given[3]), std::stoul(given[4]));
  if (given.size() == 5 && given[0] == "rows") {
    goods::write_rows(goods::make(std::stoul(given[1]), std::stoul(given[2]), kNow), std::stoul(given[2]),
                      std::stoul(given[3]), given[4]);
    return 0;
  }
  std::cerr << "bench_catalog snapshot|swap|search|alone|rows ...\n";
  return 2;
}
