-- small table: outbox_pending (events of the last moments, without a number yet)
-- small table: p (the same)
SELECT o.id FROM outbox_pending p JOIN outbox o ON o.id = p.id WHERE o.occurred_at < :end LIMIT 1
