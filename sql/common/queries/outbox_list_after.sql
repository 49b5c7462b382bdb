SELECT o.id, n.sequence, o.event_type, o.aggregate_type, o.aggregate_id, o.version, o.occurred_at, o.actor, o.reason, o.trace_id, o.payload
FROM outbox_number AS n
JOIN outbox AS o ON o.id = n.id
WHERE n.sequence > :after ORDER BY n.sequence LIMIT :limit
