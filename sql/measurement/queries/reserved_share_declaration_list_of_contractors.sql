SELECT v.declaration AS id, v.year, v.unit, v.region, v.canteen, v.state, v.canteen_total_fen, v.ratio_ppm, v.reserved_fen, v.contractor, v.successor,
  v.exempt_reason, v.version, v.submitted_at
FROM reserved_share_version v FORCE INDEX (reserved_share_version_contractor)
WHERE v.contractor IN (:contractors*) AND v.year = :year AND v.state = 'confirmed' AND v.known_from <= :known AND v.known_until > :known
ORDER BY v.declaration
