SELECT r.id
FROM return_request r FORCE INDEX (return_request_due)
WHERE r.due_at <= :now
  AND NOT EXISTS (SELECT 1 FROM loop_retry l WHERE l.loop_name = :loop AND l.subject = r.id AND l.retry_at > :now)
ORDER BY r.due_at
LIMIT :limit
