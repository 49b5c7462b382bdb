SELECT supplier FROM sku_listing WHERE sku = :sku
