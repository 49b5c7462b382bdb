INSERT INTO party (organisation, version, kind, status, name, uscc, region)
  VALUES (:organisation, :version, :kind, :status, :name, :uscc, :region)
  ON DUPLICATE KEY UPDATE kind = :kind, status = :status, name = :name, uscc = :uscc, region = :region, version = :version
