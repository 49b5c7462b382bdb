UPDATE payout
SET state = :state, bank_reference = :bank_reference, failure = :failure, failure_note = :failure_note, paid_on = :paid_on, paid_at = :paid_at,
  failed_at = :failed_at, version = version + 1
WHERE id = :id AND version = :old_version
