SELECT id FROM flag_writer WHERE id = 1 FOR UPDATE
