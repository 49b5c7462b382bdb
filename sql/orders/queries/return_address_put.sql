INSERT INTO return_address (supplier, address, changed_at) VALUES (:supplier, :address, :now)
ON DUPLICATE KEY UPDATE address = :address, changed_at = :now
