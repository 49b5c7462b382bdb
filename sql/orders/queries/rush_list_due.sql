SELECT p.id
FROM rush p FORCE INDEX (rush_due)
WHERE p.state = 'announced' AND p.starts_at <= :now
  AND NOT EXISTS (SELECT 1 FROM loop_retry r WHERE r.loop_name = :loop AND r.subject = p.id AND r.retry_at > :now)
ORDER BY p.starts_at
LIMIT :limit
