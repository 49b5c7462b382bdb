INSERT INTO lot_stock (sku, lot, lot_number, best_before, received, on_hand, blocked, bound)
VALUES (:sku, :lot, :lot_number, :best_before, :quantity, :quantity, 0, 0)
