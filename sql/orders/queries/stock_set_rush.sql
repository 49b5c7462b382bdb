UPDATE sku_stock SET rush = :rush WHERE sku = :sku
