-- In order of id, as the index has them: to sort would read the whole backlog for every batch.
SELECT p.id, p.aggregate_type, p.aggregate_id, p.version, q.id AS previous_id, q.sequence AS previous_sequence
FROM outbox AS p FORCE INDEX (outbox_sequence)
LEFT JOIN outbox AS q
  ON q.aggregate_type = p.aggregate_type AND q.aggregate_id = p.aggregate_id AND q.version = p.version - 1
WHERE p.sequence IS NULL AND p.id > :after
LIMIT :limit
