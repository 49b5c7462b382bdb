-- audit: events written, numbered or not
SELECT COUNT(*) AS events FROM outbox
