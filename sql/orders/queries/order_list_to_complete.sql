-- Accepted, paid, return window over, no return open.
SELECT o.id
FROM orders o FORCE INDEX (orders_return_until)
WHERE o.state = 'accepted' AND o.return_until <= :now AND o.paid_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM return_request r WHERE r.order_id = o.id AND r.state IN ('requested', 'approved'))
ORDER BY o.return_until
LIMIT :limit
