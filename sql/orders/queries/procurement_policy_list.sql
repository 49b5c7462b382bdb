SELECT id, valid_from, single_approval_fen, contract_prefix, reason, entered_by, entered_at
FROM procurement_policy FORCE INDEX (PRIMARY)
WHERE organisation = :organisation AND id < :before
ORDER BY id DESC
LIMIT :limit
