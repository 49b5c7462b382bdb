INSERT INTO loop_retry (loop_name, subject, attempts, retry_at)
VALUES (:loop, :subject, :attempts, :retry_at)
ON DUPLICATE KEY UPDATE attempts = :attempts, retry_at = :retry_at
