SELECT sku, lot, lot_number, best_before, received, on_hand, blocked, bound, written_off, expired
FROM lot_stock
WHERE sku IN (:skus*)
ORDER BY sku, lot
