SELECT q.presale, q.order_id
FROM presale p FORCE INDEX (presale_due) JOIN presale_order q FORCE INDEX (presale_order_settled) ON q.presale = p.id AND q.settled = 0
WHERE p.state = 'withdrawing'
  AND NOT EXISTS (SELECT 1 FROM loop_retry r WHERE r.loop_name = :loop AND r.subject = q.order_id AND r.retry_at > :now)
ORDER BY q.order_id
LIMIT :limit
