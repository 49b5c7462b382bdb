INSERT INTO organisation_member (organisation, account, membership, ended) VALUES (:organisation, :account, :membership, :ended)
  ON DUPLICATE KEY UPDATE ended = :ended
