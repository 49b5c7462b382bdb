SELECT v.organisation
FROM organisation_version v
  LEFT JOIN organisation_version n ON n.organisation = v.organisation AND n.version > v.version AND n.valid_from <= :day
  LEFT JOIN reserved_share_unit u ON u.year = :year AND u.unit = v.organisation
  LEFT JOIN reserved_share_reminder r ON r.year = :year AND r.deadline = :deadline AND r.due_on = :due_on AND r.unit = v.organisation
WHERE v.kind = 'budget_unit' AND v.status = 'active' AND v.valid_from <= :day
  AND n.organisation IS NULL AND u.unit IS NULL AND r.unit IS NULL
ORDER BY v.organisation
LIMIT :limit
