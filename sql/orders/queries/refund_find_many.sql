SELECT channel_number, provider_refund, amount_fen, state, bank_entry, accepted_at
FROM refund FORCE INDEX (PRIMARY)
WHERE id IN (:ids*) AND channel = :channel
