SELECT MAX(valid_to) AS valid_to FROM employee_attribution FORCE INDEX (employee_attribution_account)
WHERE account = :account AND state = 'ended'
