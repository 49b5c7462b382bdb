SELECT id, result, report_number, file_hash FROM lot_test WHERE id = :test AND lot_id = :lot
