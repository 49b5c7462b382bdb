// An export of as many lines as one wants, from the books to whoever takes it over HTTP: whole, added up to the fen, in
// memory that does not grow with it.
#include <sys/resource.h>

#include <cstdio>

#include "common/http/client.hpp"
#include "common/http/server.hpp"
#include "services/measurement/exports/routes.hpp"
#include "tests/integration/measurement/folded.hpp"
#include "tests/integration/measurement/frozen.hpp"

namespace shanhai::measurement {
namespace {

// SHANHAI_TEST_LINES: as many as one wants.
std::int64_t lines_to_export() {
  if (const char* given = std::getenv("SHANHAI_TEST_LINES")) return std::stoll(given);
  const char* name = std::getenv("SHANHAI_TEST_DEPTH");
  const std::string_view depth = name ? name : "short";
  return depth == "short" ? 2'500 : depth == "full" ? 30'000 : 1'000'000;
}

std::int64_t peak_mb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

class ExportVolume : public Frozen {
 protected:
  ExportVolume() {
    use_grid(service_db, 8, 4);  // its orders are few and long
    tokens.set_keys({{key_.id, key_.public_key}});
    routes.mount(table);
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.access_log = false;
    options.requests_per_minute = 1'000'000;
    server = std::make_unique<http::Server>(options, table, tokens, limiter, service_db.random, [] { return ready(); });
    server->start();
  }
  ~ExportVolume() override { server->drain(std::chrono::seconds(1)); }
  static Task<std::string> ready() { co_return ""; }

  // Orders of a union with 500 lines each; gives the sum.
  std::int64_t buy(std::int64_t lines) {
    std::int64_t fen = 0;
    while (lines > 0) {
      Sale sale{"440605", "513431"};
      sale.kind = orders::BuyerKind::trade_union;
      sale.amounts.clear();
      for (int i = 0; i < 500 && lines > 0; ++i, --lines) {
        sale.amounts.push_back(1000 + lines % 977);
        fen += sale.amounts.back();
      }
      events::Event event;
      event.sequence = ++sequence;
      event.type = orders::kOrderPlaced;
      event.occurred_at = service_db.clock.now();
      event.payload = json::write(facts(sale)).as_object();
      apply_again(service_db, {&event, 1});
    }
    return fen;
  }

  http::ClientResponse send(http::Method method, const std::string& path,
                            std::vector<std::pair<std::string, std::string>> headers, std::string body = {}) {
    http::ClientRequest request;
    request.method = method;
    request.url = "http://127.0.0.1:" + std::to_string(server->port()) + path;
    const auto token = auth::sign_token(key_, kIssuer, reader, "t", service_db.clock.now(), std::chrono::minutes(10));
    headers.emplace_back("Authorization", "Bearer " + token);
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    request.headers = std::move(headers);
    request.timeout = std::chrono::minutes(2);
    request.body = std::move(body);
    return fixture::run(client.send(std::move(request)));
  }

  static constexpr auto kIssuer = "https://shanhai.example";
  auth::SigningKey key_ = auth::SigningKey::make(service_db.random);
  auth::TokenVerifier tokens{kIssuer, service_db.clock};
  http::RateLimiter limiter{nullptr, service_db.clock};
  ExportPolicy large{20, 5'000'000, std::chrono::hours(72), 2000};
  ExportJobs large_jobs{context, policy, large, export_files, workers};
  Exports large_exports{context, policy, large, export_files, large_jobs, workers};
  ExportRoutes routes{large_exports};
  http::RouteTable table;
  std::unique_ptr<http::Server> server;
  http::Client client;
};

TEST_F(ExportVolume, IsTakenWholeOverHttp) {
  const auto lines = lines_to_export();
  const auto fen = buy(lines);
  fold(service_db);
  const auto peak_before = peak_mb();
  const auto asked = send(http::Method::post, "/v1/measurement/exports", {{"Idempotency-Key", "large-export-1"}},
                          R"({"format":"csv","lines":{"measure":"ordered","period":"2026-11"}})");
  ASSERT_EQ(asked.status, 202) << asked.body;
  const std::string id(json::parse_value(asked.body)->at("id").as_string());
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(fixture::run(large_jobs.carry_out_due()), 1);
  const auto made = std::chrono::steady_clock::now();
  const auto view = json::parse_value(send(http::Method::get, "/v1/measurement/exports/" + id, {}).body).value();
  EXPECT_EQ(view.at("rows_written").as_int64(), lines);
  const auto bytes = view.at("file_bytes").as_int64();

  constexpr std::int64_t kPiece = 1 << 20;
  const auto path = std::string(view.at("file_url").as_string());
  std::string rest;
  std::int64_t taken = 0, rows = 0, sum = 0;
  const auto count = [&](const std::string& row) {
    const auto cells = sheets::read_csv(row).value().at(0);
    if (cells[0].empty() || !std::isdigit(static_cast<unsigned char>(cells[0][0]))) return;  // lines are numbered
    ++rows;
    const auto& amount = cells.at(4);
    sum += std::stoll(amount.substr(0, amount.find('.'))) * 100 + std::stoll(amount.substr(amount.find('.') + 1));
  };
  while (taken < bytes) {
    const auto piece = send(http::Method::get, path,
                            {{"Range", "bytes=" + std::to_string(taken) + "-" + std::to_string(taken + kPiece - 1)}});
    ASSERT_EQ(piece.status, 206) << piece.body.substr(0, 200);
    taken += std::int64_t(piece.body.size());
    rest += piece.body;
    std::size_t from = 0;
    for (auto end = rest.find('\n'); end != rest.npos; end = rest.find('\n', from)) {
      if (end > from + 1) count(rest.substr(from, end - from));
      from = end + 1;
    }
    rest.erase(0, from);
  }
  const auto seconds = [](auto time) { return std::chrono::duration<double>(time).count(); };
  std::printf("%lld lines, %lld bytes: made in %.1f s, taken in %.1f s, peak memory %lld MB, of it %lld MB more\n",
              static_cast<long long>(lines), static_cast<long long>(bytes), seconds(made - began),
              seconds(std::chrono::steady_clock::now() - made), static_cast<long long>(peak_mb()),
              static_cast<long long>(peak_mb() - peak_before));
  EXPECT_EQ(taken, bytes);
  EXPECT_EQ(rows, lines);
  EXPECT_EQ(sum, fen);
  EXPECT_LT(peak_mb() - peak_before, 400) << "a build with sanitizers keeps 256 MB of what was freed";
}

}  // namespace
}  // namespace shanhai::measurement
