SELECT t.sku_id, t.version, t.from_quantity, t.price_fen
FROM sku s JOIN sku_price_step t ON t.sku_id = s.id
WHERE s.product_id = :product AND t.version >= :version
ORDER BY t.sku_id, t.version, t.from_quantity
LIMIT :limit
