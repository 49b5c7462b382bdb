INSERT INTO supplier_projection (supplier_id, name, status, registration_county)
VALUES (:supplier, :name, :status, :registration_county)
ON DUPLICATE KEY UPDATE name = VALUES(name), status = VALUES(status), registration_county = VALUES(registration_county)
