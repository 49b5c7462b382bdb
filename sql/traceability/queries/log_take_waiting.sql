-- Matches as many rows as were asked for, or the transaction is rolled back.
DELETE FROM log_waiting WHERE id IN (:ids*)
