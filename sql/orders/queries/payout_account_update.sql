UPDATE payout_account
SET effective_at = :effective_at, ended_at = :ended_at, ended_as = :ended_as, decision_reason = :decision_reason, version = version + 1
WHERE id = :id AND version = :old_version
