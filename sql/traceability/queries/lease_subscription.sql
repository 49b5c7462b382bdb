UPDATE event_subscription SET fence = fence + 1, leased_until = :until, delivery_id = :delivery, delivery_next = :next,
  delivery_last = :last, delivery_at = :delivery_at
WHERE id = :id
