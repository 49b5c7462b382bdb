-- One that waits for a decision is reminded of once it is confirmed.
SELECT supplier_id, id
FROM supplier_licence FORCE INDEX (supplier_licence_reminder)
WHERE reminded = 0 AND valid_to <= :until AND (standing <> 'handed_in' OR replaced = 1)
ORDER BY valid_to, supplier_id, id
LIMIT :limit
