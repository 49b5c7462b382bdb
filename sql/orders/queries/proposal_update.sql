-- The caller holds the request's row.
UPDATE proposal
SET state = :state, decided_by = :decided_by, decided_at = :decided_at, ordering_until = :ordering_until, version = :version
WHERE id = :id AND version = :version - 1
