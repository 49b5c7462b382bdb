SELECT id, order_id, buyer, supplier, kind, state, reason, decision_reason, refund_fen, refund_id, restocked, requested_at, decided_at, received_at
FROM return_request
WHERE id = :id AND buyer = COALESCE(:buyer, buyer) AND supplier = COALESCE(:supplier, supplier)
