INSERT INTO sku_price_step (sku_id, version, from_quantity, price_fen)
VALUES {{(:sku, :version, :from_quantity, :price)}}
