SELECT product_ref, sku_ref, product_id, sku_id FROM import_reference
WHERE supplier_id = :supplier AND product_ref IN (:refs*)
