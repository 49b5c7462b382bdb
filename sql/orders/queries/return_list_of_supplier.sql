SELECT id, order_id, buyer, supplier, kind, state, reason, decision_reason, refund_fen, refund_id, restocked, requested_at, decided_at, received_at
FROM return_request FORCE INDEX (return_request_supplier)
WHERE supplier = :supplier AND id < :before
ORDER BY id DESC
LIMIT :limit
