SELECT next_number
FROM gtin_counter
WHERE id = 1
FOR UPDATE
