SELECT p.channel_number, r.provider_transaction, r.amount_fen, r.paid_at
FROM payment_receipt r FORCE INDEX (payment_receipt_provider) JOIN payment p ON p.id = r.payment_id
WHERE r.channel = :channel AND r.provider_transaction IN (:transactions*)
