-- The newest of those whose day has come.
SELECT id, valid_from, single_approval_fen, contract_prefix, reason, entered_by, entered_at
FROM procurement_policy FORCE INDEX (procurement_policy_day)
WHERE organisation = :organisation AND valid_from <= :day
ORDER BY valid_from DESC, id DESC
LIMIT 1
