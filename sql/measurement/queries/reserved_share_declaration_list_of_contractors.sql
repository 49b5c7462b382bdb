SELECT id, year, unit, region, canteen, state, canteen_total_fen, ratio_ppm, reserved_fen, contractor, successor, exempt_reason, version, submitted_at
FROM reserved_share_declaration FORCE INDEX (reserved_share_declaration_contractor)
WHERE contractor IN (:contractors*) AND year = :year AND state = 'confirmed'
ORDER BY id
