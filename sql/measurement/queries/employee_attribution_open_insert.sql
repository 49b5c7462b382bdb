INSERT INTO employee_attribution_open (account, attribution) VALUES (:account, :attribution)
