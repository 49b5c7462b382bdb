SELECT payment_id, amount_fen FROM payment_receipt WHERE channel = :channel AND provider_transaction = :provider_transaction
