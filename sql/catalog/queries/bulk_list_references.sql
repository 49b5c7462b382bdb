SELECT product_ref, sku_ref, product_id, sku_id FROM import_reference
WHERE product_id IN (:products*)
