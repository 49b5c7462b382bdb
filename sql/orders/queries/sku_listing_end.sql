UPDATE sku_listing SET for_sale = 0 WHERE product = :product
