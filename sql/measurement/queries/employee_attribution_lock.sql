SELECT id, account, unit, state, valid_from, valid_to, staff_reference, version, requested_at
FROM employee_attribution
WHERE id = :id AND (:any_account = 1 OR account = :account) AND (:any_unit = 1 OR unit = :unit)
FOR UPDATE
