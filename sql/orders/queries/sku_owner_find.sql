-- A bundle has no stock of its own: nobody can put lots of it on sale.
SELECT supplier FROM sku_listing WHERE sku = :sku AND bundle = 0
