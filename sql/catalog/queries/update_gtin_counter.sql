UPDATE gtin_counter
SET next_number = :next_number
WHERE id = 1
