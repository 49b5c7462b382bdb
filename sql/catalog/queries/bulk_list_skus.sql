SELECT product_id, id, gtin FROM sku WHERE product_id IN (:products*)
