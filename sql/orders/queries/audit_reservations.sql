-- small table: sku_stock, orders, order_line, return_request, return_line (an audit reads everything)
-- What is reserved belongs to what living orders still have to pack, and to replacements that wait for their goods to come back.
SELECT COUNT(*) AS compared, COALESCE(SUM(ABS(s.reserved - COALESCE(r.quantity, 0) - COALESCE(x.quantity, 0))), 0) AS difference
FROM sku_stock s
  LEFT JOIN (SELECT i.sku, SUM(i.quantity - i.packed - i.declined) AS quantity
             FROM orders o JOIN order_line i ON i.order_id = o.id
             WHERE o.state IN ('placed', 'paid', 'partly_shipped')
             GROUP BY i.sku) r ON r.sku = s.sku
  LEFT JOIN (SELECT i.sku, SUM(l.quantity) AS quantity
             FROM return_request c
               JOIN return_line l ON l.return_id = c.id
               JOIN order_line i ON i.order_id = c.order_id AND i.id = l.line_id
             WHERE c.reserved = 1
             GROUP BY i.sku) x ON x.sku = s.sku
