SELECT id, buyer_division, freight_fen, freight_refunded_fen, state = 'cancelled' AS cancelled,
  paid_at IS NOT NULL AS paid, accepted_at IS NOT NULL AS accepted, counted_at IS NOT NULL AS completed
FROM orders FORCE INDEX (PRIMARY) WHERE id >= :from AND id < :to AND id > :after ORDER BY id LIMIT :limit
