INSERT INTO sku_listing (sku, product, supplier, current_version, for_sale, bundle)
VALUES {{(:sku, :product, :supplier, :current_version, 1, :bundle)}}
ON DUPLICATE KEY UPDATE current_version = VALUES(current_version), for_sale = 1, bundle = VALUES(bundle)
