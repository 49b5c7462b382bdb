SELECT event_id FROM log_pending LIMIT 1
