SELECT id FROM outbox_pending LIMIT 1
