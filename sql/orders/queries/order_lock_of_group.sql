-- In the order of the index, which ends with the primary key.
SELECT id, group_id, supplier, buyer, buyer_account, buyer_kind, buyer_division, channel, payment_channel, state, on_credit, no_return_confirmed,
  total_fen, freight_fen, freight_returned_fen, freight_refunded_fen, promotion, paid_fen, refunding_fen, refunded_fen, forgone_fen,
  replaces, cancel_reason, placed_at, paid_at, packed_at, shipped_at,
  delivered_at, accepted_at, return_until, rated_at, counted_at, completed_at, cancelled_at, version
FROM orders FORCE INDEX (orders_group)
WHERE group_id = :group_id
ORDER BY id
FOR UPDATE
