#include "tests/load/catalog_rows.hpp"

#include <fstream>

#include "common/base/divisions.hpp"
#include "common/base/encoding.hpp"
#include "common/json/json.hpp"

namespace shanhai::catalog::goods {
namespace {

// Fields of LOAD DATA: tabs between them, backslashes doubled.
std::string field(std::string text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') out += '\\';
    out += c;
  }
  return out;
}

template <class IdType>
std::string hex(IdType id) {
  return to_hex(id.raw());
}

// As MariaDB writes an instant.
std::string moment(Instant at) {
  auto text = to_rfc3339(at);
  text[10] = ' ';
  return text.substr(0, 19);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (plain)
      out += static_cast<char>(c);
    else
      out.append("%").append(to_hex(std::string(1, static_cast<char>(c))));
  }
  return out;
}

std::string target_of(const StorefrontQuery& query) {
  std::string out = "/v1/storefront/products?q=" + escaped(query.q->str());
  if (query.county) out += "&county=" + query.county->str();
  if (query.category) out += std::string("&category=") + boost::describe::enum_to_string(*query.category, "");
  if (query.certified) out += *query.certified ? "&certified=true" : "&certified=false";
  if (query.price_min_fen) out += "&price_min_fen=" + std::to_string(query.price_min_fen->value());
  if (query.price_max_fen) out += "&price_max_fen=" + std::to_string(query.price_max_fen->value());
  if (query.sort) out += std::string("&sort=") + boost::describe::enum_to_string(*query.sort, "");
  return out;
}

}  // namespace

void write_rows(const Goods& goods, std::uint64_t seed, std::size_t queries, const std::filesystem::path& directory) {
  std::ofstream suppliers(directory / "supplier.tsv"), products(directory / "product.tsv"),
      certifications(directory / "certification.tsv"), targets(directory / "queries.txt");
  for (const auto& one : goods.suppliers)
    suppliers << hex(one.id) << '\t' << one.name << '\t' << one.registration_county << '\n';
  for (const auto& one : goods.products) {
    products << hex(one.id) << '\t' << hex(one.supplier) << '\t' << field(json::print(one.content)) << '\t'
             << one.registration_county << '\t' << moment(one.published_at) << '\t' << one.content.name.str() << '\t'
             << (one.content.name_en ? one.content.name_en->str() : "") << '\n';
    for (const auto& window : one.certifications)
      certifications << hex(window.id) << '\t' << hex(one.id) << '\t' << hex(one.supplier) << '\t'
                     << one.content.production_county.str() << '\t' << one.content.name.str() << '\t'
                     << moment(window.valid_from) << '\t' << moment(window.valid_to) << '\n';
  }
  std::mt19937_64 random(seed + 1);
  for (std::size_t i = 0; i < queries; ++i) targets << target_of(make_query(random, goods)) << '\n';
}

}  // namespace shanhai::catalog::goods
