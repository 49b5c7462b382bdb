UPDATE supplier_licence
SET reminded = 1
WHERE supplier_id = :supplier AND id = :licence AND reminded = 0
