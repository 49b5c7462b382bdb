SELECT DISTINCT v.declaration AS id, v.year, v.unit, v.region, v.canteen, v.state, v.canteen_total_fen, v.ratio_ppm, v.reserved_fen, v.contractor, v.successor,
  v.exempt_reason, v.version, v.submitted_at
FROM reserved_share_version_unit u FORCE INDEX (reserved_share_version_unit_year)
  JOIN reserved_share_version v ON v.declaration = u.declaration AND v.version = u.version
WHERE u.year = :year AND u.unit IN (:units*) AND v.known_from <= :known AND v.known_until > :known
ORDER BY v.declaration
