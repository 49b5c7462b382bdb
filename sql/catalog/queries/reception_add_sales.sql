INSERT INTO product_sales (product_id, sold_on, units)
VALUES {{(:product, :sold_on, :units)}}
ON DUPLICATE KEY UPDATE units = product_sales.units + VALUES(units)
