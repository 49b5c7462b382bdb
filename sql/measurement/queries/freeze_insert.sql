INSERT INTO period_freeze (period, from_day, to_day, orders_sequence, registrations_sequence, as_of, digest, signatures, actor, reason, frozen_at)
VALUES (:period, :from, :to, :orders_sequence, :registrations_sequence, :as_of, NULL, NULL, :actor, :reason, :now)
