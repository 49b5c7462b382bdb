INSERT INTO pairing (buyer_division, origin_division, valid_from, valid_to, date_precision, standing, note, version)
VALUES (:buyer, :origin, :valid_from, :valid_to, :precision, :standing, :note, 1)
ON DUPLICATE KEY UPDATE valid_to = VALUES(valid_to), date_precision = VALUES(date_precision), standing = VALUES(standing), note = VALUES(note),
  version = version + 1
