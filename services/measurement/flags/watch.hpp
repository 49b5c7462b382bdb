// Follows the streams and raises flags where a rule fits: each batch in the consumer's transaction.
#pragma once

#include <span>

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"

namespace shanhai::measurement {

inline constexpr std::string_view kFlagOrdersConsumer = "measurement.flags.orders";
inline constexpr std::string_view kFlagRegistrationsConsumer = "measurement.flags.registrations";
inline constexpr std::string_view kFlagLotsConsumer = "measurement.flags.lots";

class FlagWatch {
 public:
  explicit FlagWatch(Random& random) : random_(random) {}

  // However a stream is divided, the same flags are raised. Events of no interest are passed over.
  Result<void> apply_orders(db::Tx& tx, std::span<const events::Event> events) const;
  Result<void> apply_registrations(db::Tx& tx, std::span<const events::Event> events) const;
  // Who became related after they had bought: looks at the pairs that are on record. What the event says has been
  // written (units/consumer.hpp) in the same transaction.
  Result<void> apply_party(db::Tx& tx, const events::Event& event) const;
  Result<void> apply_lots(db::Tx& tx, std::span<const events::Event> events) const;

  // What no single event shows: lots beyond what both streams told by the same time, counties beyond their capacity.
  // Gives how many flags it raised.
  Result<std::int64_t> look(db::Tx& tx) const;

 private:
  Random& random_;
};

}  // namespace shanhai::measurement
