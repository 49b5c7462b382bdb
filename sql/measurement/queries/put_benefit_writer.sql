INSERT INTO benefit_writer (supplier) VALUES (:supplier) ON DUPLICATE KEY UPDATE supplier = supplier
