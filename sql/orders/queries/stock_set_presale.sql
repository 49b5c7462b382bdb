UPDATE sku_stock SET open_presale = :presale WHERE sku = :sku
