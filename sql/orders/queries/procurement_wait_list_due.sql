SELECT w.subject
FROM procurement_wait w FORCE INDEX (procurement_wait_due)
WHERE w.kind = :kind AND w.due_at <= :now
  AND NOT EXISTS (SELECT 1 FROM loop_retry r WHERE r.loop_name = :loop AND r.subject = w.subject AND r.retry_at > :now)
ORDER BY w.due_at
LIMIT :limit
