-- Those whose time is over, and those that are being withdrawn.
SELECT p.id
FROM presale p FORCE INDEX (presale_due)
WHERE p.state = :state AND p.ends_at <= :ended
  AND NOT EXISTS (SELECT 1 FROM loop_retry r WHERE r.loop_name = :loop AND r.subject = p.id AND r.retry_at > :now)
ORDER BY p.ends_at
LIMIT :limit
