INSERT INTO return_request (id, order_id, buyer, supplier, kind, remedy, state, freight_payer, reason, decision_reason, refund_fen, due_at, requested_at)
VALUES (:id, :order_id, :buyer, :supplier, :kind, :remedy, :state, :freight_payer, :reason, '', :refund_fen, :due_at, :now)
