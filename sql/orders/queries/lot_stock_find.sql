SELECT sku, lot, lot_number, best_before, received, on_hand, blocked, bound
FROM lot_stock
WHERE lot = :lot
