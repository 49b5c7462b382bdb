SELECT id, payment_id, order_id, return_id, kind, channel, state, amount_fen, channel_number, provider_refund, ledger_account, reason, attempts, last_failure,
  requested_at, succeeded_at, next_attempt_at, bank_entry, accepted_at
FROM refund
WHERE id = :id
FOR UPDATE
