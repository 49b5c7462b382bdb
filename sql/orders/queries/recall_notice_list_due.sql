SELECT n.order_id
FROM recall_notice AS n FORCE INDEX (recall_notice_due)
WHERE n.told_at IS NULL AND n.due_at <= :now
  AND NOT EXISTS (SELECT 1 FROM loop_retry r WHERE r.loop_name = :loop AND r.subject = n.order_id AND r.retry_at > :now)
ORDER BY n.due_at
LIMIT :limit
