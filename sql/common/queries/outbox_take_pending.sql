-- Matches as many rows as were asked for, or the transaction is rolled back.
DELETE FROM outbox_pending WHERE id IN (:ids*)
