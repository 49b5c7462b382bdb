-- In order of id, as the key has them.
SELECT p.id, o.aggregate_type, o.aggregate_id, o.version, q.id AS previous_id, w.id AS previous_pending
FROM outbox_pending AS p
JOIN outbox AS o ON o.id = p.id
LEFT JOIN outbox AS q
  ON q.aggregate_type = o.aggregate_type AND q.aggregate_id = o.aggregate_id AND q.version = o.version - 1
LEFT JOIN outbox_pending AS w ON w.id = q.id
WHERE p.id > :after
ORDER BY p.id
LIMIT :limit
