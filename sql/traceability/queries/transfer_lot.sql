UPDATE lot SET reserved = reserved - :quantity, transferred = transferred + :quantity, version = version + 1
WHERE id = :id AND reserved >= :quantity
