UPDATE lot SET available = available - :quantity, reserved = reserved + :quantity, version = version + 1
WHERE id = :id AND supplier_id = :supplier AND available >= :quantity AND recalled_at IS NULL
