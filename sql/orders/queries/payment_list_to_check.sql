SELECT id
FROM payment FORCE INDEX (payment_check)
WHERE next_check_at <= :now
ORDER BY next_check_at
LIMIT :limit
