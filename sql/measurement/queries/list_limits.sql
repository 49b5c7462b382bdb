-- small table: measurement_limit (a row for each decision of an operator)
SELECT name, subject, valid_from, value, source, announced_at FROM measurement_limit ORDER BY name, subject, valid_from
