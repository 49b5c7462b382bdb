INSERT INTO organisation_version (organisation, version, superior, region, kind, status, name, valid_from, recorded_sequence)
VALUES (:organisation, :version, :superior, :region, :kind, :status, :name, :valid_from, :recorded_sequence)
ON DUPLICATE KEY UPDATE version = VALUES(version)
