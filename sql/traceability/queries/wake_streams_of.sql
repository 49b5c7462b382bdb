UPDATE event_subscription SET next_at = :now
WHERE organisation_id IN (:organisations*) AND state = 'active' AND streams = 1 AND delivery_id IS NULL AND next_at > :now
