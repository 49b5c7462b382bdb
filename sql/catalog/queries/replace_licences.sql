UPDATE supplier_licence
SET replaced = 1, lapsed = 1
WHERE supplier_id = :supplier AND replaced = 0
