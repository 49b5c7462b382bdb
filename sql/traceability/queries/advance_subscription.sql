UPDATE event_subscription SET place = :place, caught_up_at = :caught_up_at, next_at = :next_at, run_reported = :run_reported,
  min_record_time = :min_record_time
WHERE id = :id
