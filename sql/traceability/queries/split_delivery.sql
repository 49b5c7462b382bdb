UPDATE event_subscription SET delivery_id = NULL, delivery_at = NULL, batch_max = :batch_max, next_at = :now, leased_until = :now
WHERE id = :id AND fence = :fence
