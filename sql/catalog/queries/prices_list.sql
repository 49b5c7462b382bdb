SELECT p.sku_id, p.version, p.price_fen, p.published_at
FROM sku s JOIN sku_price p ON p.sku_id = s.id
WHERE s.product_id = :product
ORDER BY p.version DESC, p.sku_id
LIMIT :limit
