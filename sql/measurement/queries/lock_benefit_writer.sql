SELECT supplier FROM benefit_writer WHERE supplier = :supplier FOR UPDATE
