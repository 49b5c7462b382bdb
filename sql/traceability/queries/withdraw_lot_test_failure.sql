UPDATE lot SET failed_tests = failed_tests - 1, version = version + 1 WHERE id = :id AND supplier_id = :supplier AND failed_tests > 0
