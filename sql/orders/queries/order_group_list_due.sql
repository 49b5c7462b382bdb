SELECT g.id
FROM order_group g FORCE INDEX (order_group_due)
WHERE g.open = 1 AND g.payment_due_at <= :now
  AND NOT EXISTS (SELECT 1 FROM loop_retry r WHERE r.loop_name = :loop AND r.subject = g.id AND r.retry_at > :now)
ORDER BY g.payment_due_at
LIMIT :limit
