SELECT id, year, unit, region, canteen, state, canteen_total_fen, ratio_ppm, reserved_fen, contractor, successor, exempt_reason, version, submitted_at
FROM reserved_share_declaration WHERE id = :id
FOR UPDATE
