-- The caller holds the order's row.
UPDATE return_request
SET state = :state, decision_reason = :decision_reason, refund_id = :refund_id, restocked = :restocked, decided_at = :decided_at,
  received_at = :received_at
WHERE id = :id AND state = :old_state
