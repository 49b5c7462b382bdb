UPDATE event_subscription FORCE INDEX (event_subscription_query) SET next_at = LEAST(next_at, :now)
WHERE organisation_id IN (:organisations*) AND state = 'active' AND streams = 1 AND delivery_id IS NULL
