SELECT channel_number, provider_refund, amount_fen, state, bank_entry, accepted_at
FROM refund FORCE INDEX (refund_accepted)
WHERE channel = :channel AND accepted_at >= :from AND accepted_at < :to
ORDER BY accepted_at
