INSERT INTO outbox (id, event_type, aggregate_type, aggregate_id, version, occurred_at, actor, reason, trace_id, payload)
VALUES {{(:id, :type, :aggregate_type, :aggregate_id, :version, :now, :actor, :reason, :trace_id, :payload)}}
