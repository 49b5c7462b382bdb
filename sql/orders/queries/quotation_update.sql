-- The caller holds the request's row.
UPDATE quotation
SET state = :state, revision = :revision, withdraw_reason = :withdraw_reason, version = :version
WHERE id = :id AND version = :version - 1
