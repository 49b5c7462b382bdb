-- All that may change, under the row's lock; the version guards against a writer that did not take it.
UPDATE orders
SET state = :state, freight_returned_fen = :freight_returned_fen, freight_refunded_fen = :freight_refunded_fen, paid_fen = :paid_fen, refunding_fen = :refunding_fen, refunded_fen = :refunded_fen, forgone_fen = :forgone_fen,
  cancel_reason = :cancel_reason,
  paid_at = :paid_at, packed_at = :packed_at, shipped_at = :shipped_at, delivered_at = :delivered_at, accepted_at = :accepted_at,
  return_until = :return_until, rated_at = :rated_at, counted_at = :counted_at, completed_at = :completed_at, cancelled_at = :cancelled_at,
  version = :version
WHERE id = :id AND version = :old_version
