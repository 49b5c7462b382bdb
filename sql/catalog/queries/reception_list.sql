SELECT r.product_id, r.ratings, r.stars,
  CAST(COALESCE((SELECT SUM(s.units) FROM product_sales s WHERE s.product_id = r.product_id AND s.sold_on > :since), 0) AS SIGNED) AS units
FROM product_reception r
WHERE r.product_id > :after
ORDER BY r.product_id
LIMIT :limit
