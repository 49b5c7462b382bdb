SELECT DISTINCT product_id
FROM product_sales
WHERE sold_on > :after AND sold_on <= :to
ORDER BY product_id
