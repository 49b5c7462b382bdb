SELECT id, account, unit, state, valid_from, valid_to, staff_reference, version, requested_at
FROM employee_attribution FORCE INDEX (employee_attribution_unit)
WHERE unit = :owner AND id < :before
ORDER BY id DESC
LIMIT :limit
