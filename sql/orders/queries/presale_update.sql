UPDATE presale
SET state = :state, ships_by = :ships_by, reason = :reason, ended_at = :ended_at, version = version + 1
WHERE id = :id AND version = :version
