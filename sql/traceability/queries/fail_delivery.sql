UPDATE event_subscription SET attempts = attempts + 1, failure = :failure, failing_since = COALESCE(failing_since, :now), failed_at = :now,
  next_at = :next_at, leased_until = :now, state = :state, version = version + :pauses
WHERE id = :id AND fence = :fence
