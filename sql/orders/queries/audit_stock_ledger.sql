-- small table: sku_stock, stock_entry (an audit reads everything)
-- Counters against the sum of their entries.
SELECT COUNT(*) AS compared,
  COALESCE(SUM(ABS(s.on_hand - COALESCE(e.on_hand, 0)) + ABS(s.reserved - COALESCE(e.reserved, 0))), 0) AS difference
FROM sku_stock s
  LEFT JOIN (SELECT sku, SUM(on_hand_delta) AS on_hand, SUM(reserved_delta) AS reserved FROM stock_entry GROUP BY sku) e ON e.sku = s.sku
