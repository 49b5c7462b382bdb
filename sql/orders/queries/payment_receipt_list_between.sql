SELECT p.channel_number, r.provider_transaction, r.amount_fen, r.paid_at
FROM payment_receipt r FORCE INDEX (payment_receipt_paid) JOIN payment p ON p.id = r.payment_id
WHERE r.channel = :channel AND r.paid_at >= :from AND r.paid_at < :to
ORDER BY r.paid_at
