SELECT id, organisation_id, query_id, query_name, dest, secret, streams, schedule, report_if_empty, epc_format, created_at, initial_record_time,
  min_record_time, version, state, place, caught_up_at, next_at, run_reported, batch_max, delivery_id, delivery_next, delivery_last, delivery_at, fence,
  leased_until, attempts, failure, failing_since, failed_at, last_notified_at
FROM event_subscription WHERE id = :id AND organisation_id = :organisation AND query_id = :query FOR UPDATE
