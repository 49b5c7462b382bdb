UPDATE lot SET failed_tests = failed_tests + :failed, version = version + 1 WHERE id = :id AND supplier_id = :supplier
