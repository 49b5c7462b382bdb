SELECT lot, blocked_at, version FROM lot_gate WHERE lot = :lot FOR UPDATE
