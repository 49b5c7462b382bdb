#include "services/measurement/flags/part.hpp"

namespace shanhai::measurement {

FlagPart::FlagPart(runtime::Resources& resources, Context& context, events::EventSource& own_events)
    : context_(context),
      background_(resources.background),
      own_events_(own_events),
      follow_interval_(resources.settings.integer("measurement.flag_seconds", 10, 1, 3600)),
      look_interval_(resources.settings.integer("measurement.flag_look_seconds", 600, 1, 86400)),
      watch_(resources.random),
      flags_(context),
      routes_(flags_) {
  register_flag_texts();
}

void FlagPart::connect(runtime::Resources& resources) {
  const auto consumer = [this](std::string_view name, events::EventSource& source, events::Consumer::Apply apply) {
    return std::make_unique<events::Consumer>(std::string(name), context_.database, source, std::move(apply),
                                              background_);
  };
  orders_ = consumer(kFlagOrdersConsumer, resources.peers.source_of("orders"),
                     [this](db::Tx& tx, std::span<const events::Event> all) { return watch_.apply_orders(tx, all); });
  registrations_ =
      consumer(kFlagRegistrationsConsumer, own_events_,
               [this](db::Tx& tx, std::span<const events::Event> all) { return watch_.apply_registrations(tx, all); });
  lots_ = consumer(kFlagLotsConsumer, resources.peers.source_of("traceability"),
                   [this](db::Tx& tx, std::span<const events::Event> all) { return watch_.apply_lots(tx, all); });
}

void FlagPart::start() {
  background_.spawn("measurement.flags.orders", [this](Loop& loop) { return follow_loop(loop); });
  registrations_->start();
  lots_->start();
  background_.spawn("measurement.flags", [this](Loop& loop) { return look_loop(loop); });
}

// What is counted must not wait for flags: orders are followed in large batches, now and then.
Task<> FlagPart::follow_loop(Loop& loop) {
  while (!loop.stopping()) {
    const auto taken = co_await orders_->run_once();
    if (taken == 0) co_await loop.pause(follow_interval_);
  }
}

Task<> FlagPart::look_loop(Loop& loop) {
  while (!loop.stopping()) {
    auto look = [this](db::Tx& tx) { return watch_.look(tx); };
    auto raised = co_await context_.database.transaction(look);
    if (raised.value() > 0) context_.sequencer.committed();
    co_await loop.pause(look_interval_);
  }
}

}  // namespace shanhai::measurement
