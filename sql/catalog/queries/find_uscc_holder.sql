SELECT supplier_id
FROM supplier_uscc
WHERE uscc = :uscc
FOR UPDATE
