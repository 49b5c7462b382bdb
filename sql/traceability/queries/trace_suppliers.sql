SELECT supplier_id, name FROM supplier_projection WHERE supplier_id IN (:suppliers*)
