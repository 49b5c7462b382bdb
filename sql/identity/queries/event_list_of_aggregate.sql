SELECT event_type, occurred_at, actor, reason, payload FROM outbox
WHERE aggregate_type = :aggregate_type AND aggregate_id = :aggregate_id ORDER BY version LIMIT :limit
