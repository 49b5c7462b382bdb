SELECT name FROM supplier_projection WHERE supplier_id = :supplier
