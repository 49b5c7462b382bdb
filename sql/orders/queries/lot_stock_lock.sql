-- In primary key order; the caller holds the SKUs' rows.
SELECT sku, lot, lot_number, best_before, received, on_hand, blocked, bound, written_off, expired
FROM lot_stock FORCE INDEX (PRIMARY)
WHERE sku IN (:skus*) AND on_hand > 0
ORDER BY sku, lot
FOR UPDATE
