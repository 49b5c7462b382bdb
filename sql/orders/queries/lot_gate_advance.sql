UPDATE lot_gate SET version = version + 1 WHERE lot = :lot
