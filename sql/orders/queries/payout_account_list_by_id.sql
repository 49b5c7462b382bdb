SELECT id, supplier, sealed, bank, last_digits, holder_matches, registered_by, registered_at, effective_at, ended_at, ended_as, decision_reason, version
FROM payout_account
WHERE id IN (:ids*)
