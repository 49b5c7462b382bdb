-- sample: state='paid'
-- Paid, or on credit; not declined as a whole. Those that should leave first first: on credit the time runs from placing, else from payment.
SELECT id, group_id, supplier, buyer, buyer_account, buyer_kind, buyer_division, channel, payment_channel, state, on_credit, no_return_confirmed,
  total_fen, freight_fen, freight_returned_fen, freight_refunded_fen, promotion, paid_fen, refunding_fen, refunded_fen, forgone_fen,
  replaces, cancel_reason, placed_at, paid_at, packed_at, shipped_at,
  delivered_at, accepted_at, return_until, rated_at, counted_at, completed_at, cancelled_at, version
FROM orders FORCE INDEX (orders_supplier)
WHERE supplier = :supplier AND state = :state AND (on_credit = 1 OR paid_at IS NOT NULL) AND refunding_fen + refunded_fen < total_fen
  AND (CASE on_credit WHEN 1 THEN placed_at ELSE paid_at END > :since OR (CASE on_credit WHEN 1 THEN placed_at ELSE paid_at END = :since AND id > :after))
ORDER BY CASE on_credit WHEN 1 THEN placed_at ELSE paid_at END, id
LIMIT :limit
