SELECT supplier, sku, lot, lot_number, best_before, quantity FROM lot_transfer WHERE transfer = :transfer
