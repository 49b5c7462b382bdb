INSERT INTO reserved_share_unit (year, unit, declaration) VALUES (:year, :unit, :declaration)
