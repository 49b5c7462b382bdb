INSERT INTO product_version (product, version, supplier, name, valid_from, recorded_sequence)
VALUES (:product, :version, :supplier, :name, :valid_from, :recorded_sequence)
ON DUPLICATE KEY UPDATE version = VALUES(version)
