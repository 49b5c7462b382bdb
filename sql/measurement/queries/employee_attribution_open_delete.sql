DELETE FROM employee_attribution_open WHERE account = :account
