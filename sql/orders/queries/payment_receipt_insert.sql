INSERT INTO payment_receipt (id, payment_id, channel, provider_transaction, amount_fen, paid_at, received_at)
VALUES (:id, :payment_id, :channel, :provider_transaction, :amount_fen, :paid_at, :now)
