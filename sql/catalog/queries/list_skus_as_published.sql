-- Whose SKUs these are, and the newest published version of their products.
SELECT s.id, s.product_id, p.supplier_id, p.status, v.content
FROM sku s FORCE INDEX (PRIMARY)
  JOIN product p ON p.id = s.product_id
  LEFT JOIN product_version v ON v.product_id = p.id AND v.version = p.published_version
WHERE s.id IN (:skus*)
