-- small table: sku_stock, lot_stock (an audit reads everything)
SELECT COUNT(*) AS compared, COALESCE(SUM(ABS(s.on_hand - s.presale - COALESCE(l.on_hand, 0))), 0) AS difference
FROM sku_stock s
  LEFT JOIN (SELECT sku, SUM(on_hand) AS on_hand FROM lot_stock GROUP BY sku) l ON l.sku = s.sku
