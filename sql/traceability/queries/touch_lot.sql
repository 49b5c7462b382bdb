UPDATE lot SET version = version + 1 WHERE id = :id AND supplier_id = :supplier
