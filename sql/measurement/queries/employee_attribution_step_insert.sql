INSERT INTO employee_attribution_step (attribution, version, action, by_unit, reason, taken_at)
VALUES (:attribution, :version, :action, :by_unit, :reason, :now)
