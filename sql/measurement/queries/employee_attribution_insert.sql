INSERT INTO employee_attribution (id, account, unit, state, valid_from, valid_to, staff_reference, version, requested_at)
VALUES (:id, :account, :unit, :state, :valid_from, :valid_to, :staff_reference, :version, :requested_at)
