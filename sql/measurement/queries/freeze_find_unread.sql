SELECT o.id FROM outbox_number n JOIN outbox o ON o.id = n.id
WHERE n.sequence > :after AND o.occurred_at < :end LIMIT 1
