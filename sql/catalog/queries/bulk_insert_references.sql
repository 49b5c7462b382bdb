INSERT INTO import_reference (supplier_id, product_ref, sku_ref, product_id, sku_id, created_at)
VALUES {{(:supplier, :product_ref, :sku_ref, :product, :sku, :now)}}
