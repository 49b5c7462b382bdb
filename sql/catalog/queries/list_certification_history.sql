SELECT version, status, actor, reason, occurred_at
FROM certification_history
WHERE certification_id = :certification
ORDER BY version
LIMIT 500
