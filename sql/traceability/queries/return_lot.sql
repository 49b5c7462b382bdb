UPDATE lot SET reserved = reserved - :quantity, available = available + :quantity, version = version + 1
WHERE id = :id AND reserved >= :quantity
