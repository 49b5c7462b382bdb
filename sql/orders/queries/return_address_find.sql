SELECT address FROM return_address WHERE supplier = :supplier
