INSERT INTO supplier_uscc (uscc, supplier_id)
VALUES (:uscc, :supplier)
