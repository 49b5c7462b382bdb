-- The caller holds the order's row.
UPDATE return_request
SET remedy = :remedy, refund_fen = :refund_fen, state = :state, decision_reason = :decision_reason, dispute_reason = :dispute_reason, ruling_reason = :ruling_reason,
  refund_id = :refund_id, restocked = :restocked, reserved = :reserved, goods_back = :goods_back, is_final = :is_final,
  disputed_by = :disputed_by, decided_at = :decided_at, sent_at = :sent_at, arrived_at = :arrived_at, received_at = :received_at,
  closed_at = :closed_at, due_at = :due_at
WHERE id = :id AND state = :old_state
