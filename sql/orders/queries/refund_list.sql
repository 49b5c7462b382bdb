SELECT id, payment_id, order_id, return_id, kind, channel, state, amount_fen, channel_number, provider_refund, ledger_account, reason, attempts, last_failure,
  requested_at, succeeded_at, next_attempt_at
FROM refund FORCE INDEX (refund_state)
WHERE channel = :channel AND state = :state AND id > :after
ORDER BY id
LIMIT :limit
