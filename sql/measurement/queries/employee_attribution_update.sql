UPDATE employee_attribution SET state = :state, valid_to = :valid_to, staff_reference = :staff_reference, version = :version
WHERE id = :id
