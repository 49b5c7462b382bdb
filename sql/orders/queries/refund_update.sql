UPDATE refund
SET state = :state, channel_number = :channel_number, provider_refund = :provider_refund, last_failure = :last_failure, attempts = :attempts,
  accepted_at = :accepted_at, succeeded_at = :succeeded_at, next_attempt_at = :next_attempt_at, bank_entry = :bank_entry
WHERE id = :id
