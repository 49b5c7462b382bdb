-- small table: event_subscription (at the start of a process, or when more has arrived than was looked at)
UPDATE event_subscription IGNORE INDEX (event_subscription_due) SET next_at = LEAST(next_at, :now)
WHERE state = 'active' AND streams = 1 AND delivery_id IS NULL
