SELECT COUNT(*) AS corrections FROM test_correction WHERE test_id = :test AND state IN ('requested', 'confirmed')
