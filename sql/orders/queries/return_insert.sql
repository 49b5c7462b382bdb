INSERT INTO return_request (id, order_id, buyer, supplier, kind, state, reason, decision_reason, refund_fen, refund_id, restocked, requested_at, decided_at, received_at)
VALUES (:id, :order_id, :buyer, :supplier, :kind, :state, :reason, '', :refund_fen, NULL, NULL, :now, NULL, NULL)
