SELECT id, event_version AS events
FROM product
WHERE id > :after
ORDER BY id
LIMIT :limit
