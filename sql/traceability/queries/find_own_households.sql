SELECT id FROM household WHERE supplier_id = :supplier AND id IN (:ids*)
