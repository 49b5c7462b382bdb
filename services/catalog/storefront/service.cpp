#include "services/catalog/storefront/service.hpp"

#include "common/base/divisions.hpp"
#include "common/http/compression.hpp"
#include "services/catalog/storefront/search.hpp"
#include "services/catalog/storefront/suggestions.hpp"

namespace shanhai::catalog {
namespace {

using namespace std::chrono_literals;

Error not_loaded() { return Error::unavailable("catalog_not_loaded"); }

std::string kept_as(const std::string& key, const Wanted& wanted) { return wanted.gzip ? key + "\x1f" : key; }

// The tag names the content of the snapshot and the question, so that it stays when neither changes.
ListAnswers::Answer prepare_list(const Snapshot& snapshot, const std::string& key, const std::string& body, bool gzip) {
  ListAnswers::Answer answer;
  answer.tags = Tags::of(hash_text(hash_of(hash_text(snapshot.content_hash()) + key)));
  if (gzip) {
    thread_local http::Gzip compressor;
    answer.body = prepare_ok(compressor.compress(body), answer.tags.gzip, true, snapshot.sequence());
  } else {
    answer.body = prepare_ok(body, answer.tags.plain, false, snapshot.sequence());
  }
  answer.not_modified = prepare_not_modified(answer.tags.plain, snapshot.sequence());
  return answer;
}

Result<std::string> write_categories(const Snapshot& snapshot) { return json::print(list_categories(snapshot)); }
Result<std::string> write_counties(const Snapshot& snapshot) { return json::print(list_counties(snapshot)); }

}  // namespace

Result<Prepared> StorefrontService::product(ProductId id, const Wanted& wanted) const {
  const auto snapshot = current_.get();
  if (!snapshot) return not_loaded();
  const auto ordinal = snapshot->find(id);
  if (!ordinal) return Error::not_found("product");
  return snapshot->document_answer(*ordinal, wanted.if_none_match, wanted.gzip);
}

Prepared StorefrontService::product_now(ProductId id, const Wanted& wanted) const {
  const auto snapshot = current_.get();
  const auto ordinal = snapshot ? snapshot->find(id) : std::nullopt;
  return ordinal ? snapshot->document_answer(*ordinal, wanted.if_none_match, wanted.gzip) : nullptr;
}

Prepared StorefrontService::list_now(const std::string& key, const Wanted& wanted) const {
  const auto snapshot = current_.get();
  const auto answer = snapshot ? snapshot->lists().find(kept_as(key, wanted)) : std::nullopt;
  return answer ? answer->choose(wanted.if_none_match) : nullptr;
}

Prepared StorefrontService::search_now(const StorefrontQuery& query, std::string key, const Wanted& wanted) const {
  const auto snapshot = current_.get();
  if (!snapshot || wanted.gzip) return nullptr;  // compressing takes longer than searching
  const auto page = search_if_short(*snapshot, query);
  if (!page) return nullptr;
  const auto answer = prepare_list(*snapshot, key, *page, false);
  snapshot->lists().keep(std::move(key), answer);
  return answer.choose(wanted.if_none_match);
}

Result<StorefrontSupplier> StorefrontService::supplier(OrganisationId id) const {
  const auto snapshot = current_.get();
  if (!snapshot) return not_loaded();
  const auto found = snapshot->suppliers()->find(id);
  if (found == snapshot->suppliers()->end()) return Error::not_found("supplier");
  const auto& supplier = found->second;
  if (supplier.status != SupplierStatus::approved && supplier.status != SupplierStatus::suspended)
    return Error::not_found("supplier");
  return StorefrontSupplier{
      supplier.id,     supplier.name,  supplier.registration_county, full_division_name(supplier.registration_county),
      supplier.status, supplier.sample};
}

Task<Result<Prepared>> StorefrontService::list(Kept kept, std::string key, Wanted wanted, Write write) {
  const auto snapshot = current_.get();
  if (!snapshot) co_return not_loaded();
  auto& answers = ((*snapshot).*kept)();
  auto kept_key = kept_as(key, wanted);
  if (const auto known = answers.find(kept_key)) co_return known->choose(wanted.if_none_match);
  auto job = [&snapshot, &key, &write, &wanted](std::size_t) -> Result<ListAnswers::Answer> {
    SH_TRY(const auto body, write(*snapshot));
    return prepare_list(*snapshot, key, body, wanted.gzip);
  };
  auto answer = co_await workers_.run(job);
  if (answer.has_error()) co_return std::move(answer).error();
  answers.keep(std::move(kept_key), *answer);
  co_return answer->choose(wanted.if_none_match);
}

Task<Result<Prepared>> StorefrontService::products(StorefrontQuery query, std::string key, Wanted wanted) {
  Write write = [&query](const Snapshot& snapshot) { return search(snapshot, query); };
  auto answer = co_await list(&Snapshot::lists, std::move(key), wanted, std::move(write));
  co_return answer;
}

Task<Result<Prepared>> StorefrontService::suggestions(SuggestionQuery query, std::string key, Wanted wanted) {
  constexpr std::int64_t kUsual = 10;
  Write write = [&query](const Snapshot& snapshot) -> Result<std::string> {
    const auto limit = static_cast<std::size_t>(query.limit ? query.limit->value() : kUsual);
    return json::print(suggest(snapshot, query.q.str(), limit));
  };
  auto answer = co_await list(&Snapshot::helps, std::move(key), wanted, std::move(write));
  co_return answer;
}

Task<Result<Prepared>> StorefrontService::similar(ProductId id, Wanted wanted) {
  Write write = [id](const Snapshot& snapshot) -> Result<std::string> {
    const auto ordinal = snapshot.find(id);
    if (!ordinal) return Error::not_found("product");
    return write_similar(snapshot, *ordinal);
  };
  auto answer = co_await list(&Snapshot::helps, "similar/" + id.str(), wanted, std::move(write));
  co_return answer;
}

Task<Result<Prepared>> StorefrontService::product_of_version(ProductId id, std::int64_t version, Wanted wanted) {
  constexpr std::chrono::milliseconds kPatience = 2s, kBetweenLooks = 10ms;
  for (auto waited = 0ms;; waited += kBetweenLooks) {
    const auto snapshot = current_.get();
    if (!snapshot) co_return not_loaded();
    const auto ordinal = snapshot->find(id);
    if (ordinal && snapshot->at(*ordinal).version >= version)
      co_return snapshot->document_answer(*ordinal, wanted.if_none_match, wanted.gzip);
    if (waited >= kPatience) co_return Error::unavailable("catalog_behind");
    co_await sleep_for(kBetweenLooks);
  }
}

Task<Result<Prepared>> StorefrontService::categories(Wanted wanted) {
  auto answer = co_await list(&Snapshot::lists, "categories", wanted, write_categories);
  co_return answer;
}

Task<Result<Prepared>> StorefrontService::counties(Wanted wanted) {
  auto answer = co_await list(&Snapshot::lists, "counties", wanted, write_counties);
  co_return answer;
}

}  // namespace shanhai::catalog
