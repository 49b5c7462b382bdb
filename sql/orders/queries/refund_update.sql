UPDATE refund
SET state = :state, provider_refund = :provider_refund, last_failure = :last_failure, succeeded_at = :succeeded_at, next_attempt_at = :next_attempt_at
WHERE id = :id
