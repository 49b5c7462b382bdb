UPDATE lot SET quantity = quantity + :difference, available = available + :difference, loss_g = :loss_g, version = version + 1
WHERE id = :id AND supplier_id = :supplier AND available + :difference >= 0
