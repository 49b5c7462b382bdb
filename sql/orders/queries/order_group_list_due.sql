SELECT id
FROM order_group FORCE INDEX (order_group_due)
WHERE open = 1 AND payment_due_at <= :now
ORDER BY payment_due_at
LIMIT :limit
