SELECT event_id, digest FROM log_pending WHERE event_id > :after ORDER BY event_id LIMIT :limit
