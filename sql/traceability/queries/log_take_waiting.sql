-- Matches as many rows as were asked for, or the transaction is rolled back.
DELETE FROM log_pending WHERE event_id IN (:ids*)
