SELECT id, gtin
FROM sku
WHERE product_id = :product
ORDER BY id
