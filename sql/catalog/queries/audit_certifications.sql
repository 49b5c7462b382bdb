SELECT id, event_version AS events
FROM certification
WHERE id > :after
ORDER BY id
LIMIT :limit
