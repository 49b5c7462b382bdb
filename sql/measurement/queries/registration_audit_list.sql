-- Sales that were approved, behind `after`, on which no step was taken since.
SELECT r.id, r.state, r.registered_by, r.purchased_on, r.received_on, r.amount_fen, r.both_sides, r.corrected_by
FROM registration AS r FORCE INDEX (PRIMARY)
WHERE r.id > :after AND r.kind = 'sale' AND r.state IN ('approved', 'reversed')
  AND 0 = (SELECT COUNT(*) FROM registration_step AS t WHERE t.registration_id = r.id AND t.taken_at >= :before)
ORDER BY r.id LIMIT :limit
