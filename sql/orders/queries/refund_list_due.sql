SELECT id
FROM refund FORCE INDEX (refund_due)
WHERE next_attempt_at <= :now
ORDER BY next_attempt_at
LIMIT :limit
