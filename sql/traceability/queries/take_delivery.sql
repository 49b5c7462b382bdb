UPDATE event_subscription SET place = delivery_next, delivery_id = NULL, delivery_at = NULL, next_at = :next_at, run_reported = :run_reported,
  min_record_time = :now, last_notified_at = :now, leased_until = :now, attempts = 0, failure = '', failing_since = NULL, failed_at = NULL
WHERE id = :id AND fence = :fence
