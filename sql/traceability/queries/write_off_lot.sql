UPDATE lot SET available = available - :quantity, written_off = written_off + :quantity, version = version + 1
WHERE id = :id AND supplier_id = :supplier AND available >= :quantity
