INSERT INTO organisation_version (organisation, version, superior, region, kind, status, name, uscc, valid_from, sequence, told_on)
VALUES (:organisation, :version, :superior, :region, :kind, :status, :name, :uscc, :valid_from, :sequence, :told_on)
ON DUPLICATE KEY UPDATE version = VALUES(version)
