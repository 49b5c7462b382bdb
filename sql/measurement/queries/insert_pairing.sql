INSERT INTO pairing (buyer_division, origin_division, valid_from, valid_to, date_precision, standing, note, revision, recorded_at)
VALUES (:buyer, :origin, :valid_from, :valid_to, :precision, :standing, :note, :revision, :recorded_at)
