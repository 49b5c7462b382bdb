INSERT INTO sku (id, product_id, gtin, created_at)
VALUES {{(:id, :product, :gtin, :now)}}
