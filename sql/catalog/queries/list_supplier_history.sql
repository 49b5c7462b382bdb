SELECT version, status, actor, reason, occurred_at
FROM supplier_history
WHERE supplier_id = :supplier
ORDER BY version
LIMIT 200
