UPDATE sku_stock SET cap_version = :version WHERE sku = :sku
