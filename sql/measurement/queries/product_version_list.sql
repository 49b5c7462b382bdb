SELECT product, name FROM product_version FORCE INDEX (PRIMARY)
WHERE product IN (:products*)
ORDER BY product, version
