SELECT id, order_id, buyer, supplier, kind, remedy, state, freight_payer, reason, decision_reason, dispute_reason, ruling_reason, refund_fen,
  refund_id, restocked, reserved, goods_back, is_final, disputed_by, requested_at, decided_at, sent_at, arrived_at, received_at, closed_at, due_at
FROM return_request
WHERE id = :id AND buyer = COALESCE(:buyer, buyer) AND supplier = COALESCE(:supplier, supplier)
