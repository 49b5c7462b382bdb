-- audit: every order, read once
SELECT
  COALESCE(SUM(total_fen), 0) AS ordered_gross,
  COALESCE(SUM(IF(state = 'cancelled', total_fen, refunded_fen)), 0) AS ordered_refunded,
  COALESCE(SUM(IF(paid_at IS NULL, 0, total_fen)), 0) AS paid_gross,
  COALESCE(SUM(IF(paid_at IS NULL, 0, refunded_fen)), 0) AS paid_refunded,
  COALESCE(SUM(IF(accepted_at IS NULL, 0, total_fen)), 0) AS accepted_gross,
  COALESCE(SUM(IF(accepted_at IS NULL, 0, refunded_fen)), 0) AS accepted_refunded,
  COALESCE(SUM(IF(counted_at IS NULL, 0, total_fen)), 0) AS completed_gross,
  COALESCE(SUM(IF(counted_at IS NULL, 0, refunded_fen)), 0) AS completed_refunded
FROM orders
