-- Accepted, paid, return window over, no return open.
SELECT o.id
FROM orders o FORCE INDEX (orders_return_until)
WHERE o.state = 'accepted' AND o.return_until <= :now AND o.paid_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM return_request r WHERE r.order_id = o.id AND r.state IN ('requested', 'approved', 'sent', 'arrived', 'exchanging', 'disputed'))
  AND NOT EXISTS (SELECT 1 FROM loop_retry l WHERE l.loop_name = :loop AND l.subject = o.id AND l.retry_at > :now)
ORDER BY o.return_until
LIMIT :limit
