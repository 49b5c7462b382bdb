INSERT INTO pairing (buyer_division, origin_division, valid_from, valid_to, date_precision, standing, note, version)
VALUES (:buyer, :origin, :valid_from, :valid_to, :precision, :standing, :note, 1)
