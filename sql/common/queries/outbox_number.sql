-- Matches as many rows as were asked for, or the transaction is rolled back.
UPDATE outbox SET sequence = CASE id {{WHEN :id THEN :sequence}} END
WHERE id IN ({{:id}}) AND sequence IS NULL
