-- As they were when the line was bought: a published version never changes.
SELECT l.id, l.fresh, COALESCE(p.return_terms, 'seven_days') AS return_terms
FROM order_line l
  LEFT JOIN sku_projection p ON p.sku = l.sku AND p.product_version = l.product_version
WHERE l.order_id = :order_id
