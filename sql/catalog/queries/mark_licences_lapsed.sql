UPDATE supplier_licence
SET lapsed = 1
WHERE supplier_id = :supplier AND lapsed = 0 AND valid_to < :today
