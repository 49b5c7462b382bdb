-- small table: sku_stock, orders, order_line (an audit reads everything)
-- What is reserved belongs to living orders that are not packed and not declined.
SELECT COUNT(*) AS compared, COALESCE(SUM(ABS(s.reserved - COALESCE(r.quantity, 0))), 0) AS difference
FROM sku_stock s
  LEFT JOIN (SELECT i.sku, SUM(i.quantity) AS quantity
             FROM orders o JOIN order_line i ON i.order_id = o.id
             WHERE o.state IN ('placed', 'paid') AND o.packed_at IS NULL AND o.refunding_fen + o.refunded_fen < o.total_fen
             GROUP BY i.sku) r ON r.sku = s.sku
