SELECT id, sequence, event_type, aggregate_type, aggregate_id, version, occurred_at, actor, reason, trace_id, payload
FROM outbox WHERE sequence > :after ORDER BY sequence LIMIT :limit
