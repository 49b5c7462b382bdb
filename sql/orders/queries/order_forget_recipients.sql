-- Without its key nobody can read who received an order, in backups neither.
UPDATE orders SET recipient_key = NULL WHERE id = :id AND recipient_key IS NOT NULL
