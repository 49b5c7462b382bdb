INSERT INTO lot_transfer (transfer, supplier, sku, lot, lot_number, best_before, quantity, received_at)
VALUES (:transfer, :supplier, :sku, :lot, :lot_number, :best_before, :quantity, :now)
