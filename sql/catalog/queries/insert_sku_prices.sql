INSERT INTO sku_price (sku_id, version, price_fen, published_at)
VALUES {{(:sku, :version, :price, :now)}}
