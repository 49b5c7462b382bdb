SELECT DISTINCT d.id, d.year, d.unit, d.region, d.canteen, d.state, d.canteen_total_fen, d.ratio_ppm, d.reserved_fen, d.contractor, d.successor,
  d.exempt_reason, d.version, d.submitted_at
FROM reserved_share_unit u JOIN reserved_share_declaration d ON d.id = u.declaration
WHERE u.year = :year AND u.unit IN (:units*)
ORDER BY d.id
