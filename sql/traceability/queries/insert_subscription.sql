INSERT INTO event_subscription (id, organisation_id, query_id, query_name, actor, dest, secret, streams, schedule, report_if_empty, epc_format,
  created_at, initial_record_time, min_record_time, version, state, place, caught_up_at, next_at, run_reported, batch_max, delivery_id, delivery_next,
  delivery_last, delivery_at, fence, leased_until, attempts, failure, failing_since, failed_at, last_notified_at)
VALUES (:id, :organisation, :query, :query_name, :actor, :dest, :secret, :streams, :schedule, :report_if_empty, :epc_format,
  :now, :initial_record_time, :initial_record_time, 1, 'active', :place, :initial_record_time, :next_at, 0, :batch_max, NULL, 0,
  0, NULL, 0, :now, 0, '', NULL, NULL, NULL)
