INSERT INTO flag_reached (stream, occurred_at) VALUES (:stream, :at)
  ON DUPLICATE KEY UPDATE occurred_at = GREATEST(occurred_at, VALUES(occurred_at))
