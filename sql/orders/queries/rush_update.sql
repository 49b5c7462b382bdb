UPDATE rush
SET state = :state, numbered = :numbered, admitted = :admitted, admitted_until = :admitted_until, reason = :reason, ended_at = :ended_at, version = :version
WHERE id = :id AND version = :old_version
