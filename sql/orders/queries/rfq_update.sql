-- Under the row's lock; the version guards against a writer that did not take it.
UPDATE rfq
SET state = :state, opens_at = :opens_at, ended_at = :ended_at, end_reason = :end_reason, version = :version
WHERE id = :id AND version = :version - 1
