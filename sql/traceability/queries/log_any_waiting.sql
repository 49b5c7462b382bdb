SELECT id FROM log_waiting LIMIT 1
