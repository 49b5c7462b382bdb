#include "services/traceability/log/routes.hpp"

#include "common/base/encoding.hpp"
#include "common/http/attachment.hpp"
#include "services/traceability/log/checkpoint.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr auto kText = "text/plain; charset=utf-8";
constexpr auto kBytes = "application/octet-stream";
constexpr auto kForever = "public, max-age=31536000, immutable";
constexpr std::size_t kNoteBytes = 64 << 10;
constexpr int kCosignaturesPerMinute = 120;

// A tile's name has as many segments as its index needs (C2SP tlog-tiles): up to three of digits, and a width.
constexpr const char* kSegments[] = {"n1", "n2", "n3", "n4"};

Contract tile_contract() {
  return Contract("A tile of the log's tree, or with `entries` for a level the digests under it")
      .reply_media(200, kBytes);
}

Response note(std::string text) {
  return Response::of(200, kText, std::move(text)).with("Cache-Control", "public, max-age=2");
}

}  // namespace

void LogRoutes::mount(http::RouteTable& table) {
  table.mount<LogRoutes>(
      *this,
      {
          {Method::get, "/v1/log/checkpoint", Access::anyone(), &LogRoutes::newest_checkpoint,
           Contract("The log's newest checkpoint, a signed note").reply_media(200, "text/plain")},
          {Method::get, "/v1/log/checkpoints/{size}", Access::anyone(), &LogRoutes::checkpoint,
           Contract("The checkpoint that was published at a size").reply_media(200, "text/plain")},
          {Method::get, "/v1/log/tile/{level}/{n1}", Access::anyone(), &LogRoutes::tile, tile_contract()},
          {Method::get, "/v1/log/tile/{level}/{n1}/{n2}", Access::anyone(), &LogRoutes::tile, tile_contract()},
          {Method::get, "/v1/log/tile/{level}/{n1}/{n2}/{n3}", Access::anyone(), &LogRoutes::tile, tile_contract()},
          {Method::get, "/v1/log/tile/{level}/{n1}/{n2}/{n3}/{n4}", Access::anyone(), &LogRoutes::tile,
           tile_contract()},
          {Method::get, "/v1/log/keys", Access::anyone(), &LogRoutes::identity,
           Contract("The log's name, its verifier keys, and whose cosignatures it accepts").reply<LogIdentity>(200)},
          {Method::get, "/v1/log/inclusion/{event}", Access::anyone(), &LogRoutes::inclusion,
           Contract("Proof that an event is in the tree of a size").query<InclusionQuery>().reply<InclusionProof>(200)},
          {Method::get, "/v1/log/consistency", Access::anyone(), &LogRoutes::consistency,
           Contract("Proof that a tree only grew from one size to another")
               .query<ConsistencyQuery>()
               .reply<ConsistencyProof>(200)},
          {Method::get, "/v1/log/proofs/{event}", Access::anyone(), &LogRoutes::proof_file,
           Contract("A file that proves offline that an event is in the log: `shanhai verify`")
               .reply_media(200, "text/plain")},
          {Method::get, "/v1/log/entries/{digest}", Access::anyone(), &LogRoutes::entry,
           Contract("Where an event stands in the log, by the SHA-256 of its canonical text in hexadecimal digits")
               .reply<LogEntry>(200)},
          {Method::get, "/v1/lots/{lot}/log-entries", Access::anyone(), &LogRoutes::entries,
           Contract("The log's entries behind the trace of a lot").query<LogEntriesQuery>().reply<LogEntries>(200)},
          {Method::post, "/v1/log/cosignatures", Access::anyone(), &LogRoutes::cosign,
           Contract("A witness hands in its cosignature: a checkpoint of this log that it has signed")
               .raw_body("text/plain", kNoteBytes)
               .reply<CosignatureReceipt>(200)
               .limit("log_cosignatures", kCosignaturesPerMinute)},
      });
}

Task<Result<Response>> LogRoutes::newest_checkpoint(Request&) {
  SH_CO_TRY(auto text, co_await service_.newest_checkpoint());
  co_return note(std::move(text));
}

Task<Result<Response>> LogRoutes::checkpoint(Request& request) {
  const auto size = tlog::parse_size(request.path_value("size"));
  if (!size) co_return Error::not_found("checkpoint");
  SH_CO_TRY(auto text, co_await service_.checkpoint(*size));
  co_return note(std::move(text));
}

Task<Result<Response>> LogRoutes::tile(Request& request) {
  std::vector<std::string> segments;
  for (const auto* name : kSegments) {
    const auto found = request.path_values.find(name);
    if (found != request.path_values.end()) segments.push_back(found->second);
  }
  const auto name = tlog::parse_tile_name(request.path_value("level"), segments);
  if (!name) co_return Error::not_found("tile");
  SH_CO_TRY(auto bytes, co_await service_.tile(*name));
  co_return Response::of(200, kBytes, std::move(bytes)).with("Cache-Control", kForever);
}

Task<Result<Response>> LogRoutes::identity(Request&) {
  SH_CO_TRY(const auto identity, co_await service_.identity());
  co_return Response::json(200, identity);
}

Task<Result<Response>> LogRoutes::inclusion(Request& request) {
  SH_CO_TRY(const auto event, request.path_id<EpcisEventId>("event"));
  SH_CO_TRY(const auto query, request.read_query<InclusionQuery>());
  SH_CO_TRY(const auto proof, co_await service_.inclusion(event, query));
  co_return Response::json(200, proof);
}

Task<Result<Response>> LogRoutes::consistency(Request& request) {
  SH_CO_TRY(const auto query, request.read_query<ConsistencyQuery>());
  SH_CO_TRY(const auto proof, co_await service_.consistency(query));
  co_return Response::json(200, proof);
}

Task<Result<Response>> LogRoutes::proof_file(Request& request) {
  SH_CO_TRY(const auto event, request.path_id<EpcisEventId>("event"));
  SH_CO_TRY(auto file, co_await service_.proof_file(event));
  co_return http::attachment("text/plain", event.str() + ".tlog-proof", std::move(file));
}

Task<Result<Response>> LogRoutes::entry(Request& request) {
  auto digest = from_hex(request.path_value("digest"));
  if (!digest || digest->size() != tlog::kHashBytes) co_return Error::not_found("log_entry");
  SH_CO_TRY(const auto entry, co_await service_.entry(std::move(*digest)));
  co_return Response::json(200, entry);
}

Task<Result<Response>> LogRoutes::entries(Request& request) {
  SH_CO_TRY(const auto lot, request.path_id<LotId>("lot"));
  SH_CO_TRY(auto query, request.read_query<LogEntriesQuery>());
  SH_CO_TRY(const auto page, co_await service_.entries(lot, std::move(query)));
  co_return Response::json(200, page).next_page(request, page.next_cursor);
}

Task<Result<Response>> LogRoutes::cosign(Request& request) {
  SH_CO_TRY(const auto receipt, co_await service_.cosign(request.body, request.trace.trace_id));
  co_return Response::json(200, receipt);
}

}  // namespace shanhai::traceability
