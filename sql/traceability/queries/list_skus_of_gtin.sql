-- One GTIN is one SKU, but for a mistake of a supplier; the newest version of a product first.
SELECT sku_id, product_id, supplier_id, gtin, product_name, label, unit, net_weight_g
FROM sku_projection WHERE gtin = :gtin ORDER BY product_version DESC, sku_id LIMIT :limit
