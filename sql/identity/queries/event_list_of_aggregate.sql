SELECT event_type, occurred_at, actor, reason, version FROM outbox
WHERE aggregate_type = :aggregate_type AND aggregate_id = :aggregate_id AND version > :after ORDER BY version LIMIT :limit
