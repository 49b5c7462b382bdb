SELECT id, organisation_id FROM event_subscription
WHERE state = 'active' AND organisation_id = :organisation AND next_at <= :now AND leased_until <= :now
ORDER BY next_at LIMIT :limit
