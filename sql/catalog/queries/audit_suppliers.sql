SELECT id, version AS events
FROM supplier
WHERE id > :after
ORDER BY id
LIMIT :limit
