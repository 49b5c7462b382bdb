SELECT COALESCE(MAX(sequence), 0) AS sequence
FROM outbox_number
