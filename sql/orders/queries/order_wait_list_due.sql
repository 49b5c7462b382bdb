SELECT w.order_id
FROM order_wait w FORCE INDEX (order_wait_since)
WHERE w.kind = :kind AND w.since <= :before
  AND NOT EXISTS (SELECT 1 FROM loop_retry r WHERE r.loop_name = :loop AND r.subject = w.order_id AND r.retry_at > :now)
ORDER BY w.since
LIMIT :limit
