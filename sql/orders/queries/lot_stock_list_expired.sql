SELECT sku, lot
FROM lot_stock FORCE INDEX (lot_stock_best_before)
WHERE best_before < :day AND on_hand > 0
ORDER BY best_before, on_hand, sku, lot
LIMIT :limit
