SELECT lot, blocked_at, version, decision FROM lot_gate WHERE lot = :lot FOR UPDATE
