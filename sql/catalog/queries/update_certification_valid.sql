UPDATE certification
SET status = 'valid', valid_from = :valid_from, valid_to = :valid_to, version = version + 1, event_version = event_version + 1,
    updated_at = :now
WHERE id = :id AND version = :version AND open_objections = 0
