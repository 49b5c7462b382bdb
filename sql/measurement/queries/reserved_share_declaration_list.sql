-- A unit sees also what others filed for it.
SELECT d.id, d.year, d.unit, d.region, d.canteen, d.state, d.canteen_total_fen, d.ratio_ppm, d.reserved_fen, d.contractor, d.successor,
  d.exempt_reason, d.version, d.submitted_at
FROM reserved_share_declaration d FORCE INDEX (reserved_share_declaration_region)
WHERE d.year = :year AND d.id > :after
  AND (:any_state = 1 OR d.state = :state)
  AND (:every_unit = 1 OR d.unit = :unit
    OR d.id IN (SELECT u.declaration FROM reserved_share_unit u WHERE u.year = :year AND u.unit = :unit))
  AND (:all_regions = 1 OR d.region IN (:regions*))
  AND (:any_unit = 1 OR d.unit IN (:units*)
    OR d.id IN (SELECT s.declaration FROM reserved_share_unit s WHERE s.year = :year AND s.unit IN (:units*)))
ORDER BY d.id
LIMIT :limit
