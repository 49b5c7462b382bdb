#include "common/runtime/key_refresh.hpp"

#include "common/telemetry/log.hpp"

namespace shanhai::runtime {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kEvery = 5min;
constexpr std::chrono::nanoseconds kUnknownKeyEvery = 5s;
constexpr std::chrono::milliseconds kRetryMin = 200ms, kRetryMax = 5s;

}  // namespace

KeyRefresh::KeyRefresh(Resources& resources) : state_(std::make_shared<State>()) {
  const auto base = resources.settings.text("services.identity.url", "");
  if (base.empty()) {
    throw SettingsError(
        "services.identity.url is missing: identity does not run in this process, and tokens need its keys");
  }
  state_->resources = &resources;
  state_->url = base + "/.well-known/jwks.json";
}

void KeyRefresh::start() {
  auto state = state_;
  state->loop = state->resources->background.spawn("token_keys", [state](Loop& loop) { return run(state, loop); });
  state->resources->tokens.on_unknown_key([state] { ask(*state); });
}

// Anybody can send tokens with invented keys: they must not make us ask identity each time.
void KeyRefresh::ask(State& state) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  auto before = state.asked_at.load();
  if (before != 0 && now - before < kUnknownKeyEvery.count()) return;
  if (state.asked_at.compare_exchange_strong(before, now)) state.loop->wake();
}

Task<> KeyRefresh::run(std::shared_ptr<State> state, Loop& loop) {
  auto retry = kRetryMin;
  while (!loop.stopping()) {
    const bool fetched = co_await fetch(state);
    if (fetched) {
      retry = kRetryMin;
      co_await loop.pause(kEvery);
    } else {
      co_await loop.pause(retry);
      retry = std::min(retry * 2, kRetryMax);
    }
  }
}

Task<bool> KeyRefresh::fetch(std::shared_ptr<State> state) {
  std::string failure;
  try {
    http::ClientRequest request;
    request.url = state->url;
    const auto response = co_await state->resources->http_client.send(std::move(request));
    auto document = json::parse_value(response.body);
    if (response.status == 200 && document.has_value()) {
      auto keys = auth::parse_jwks(*document);
      if (keys.has_value() && !keys->empty()) {
        state->resources->tokens.set_keys(std::move(*keys));
        state->loaded = true;
        co_return true;
      }
    }
    failure = "answered " + std::to_string(response.status) + " without keys";
  } catch (const std::exception& failed) {
    failure = failed.what();
  }
  telemetry::log_warn("token_keys.not_fetched", {{"url", state->url}, {"failure", failure}});
  co_return false;
}

}  // namespace shanhai::runtime
