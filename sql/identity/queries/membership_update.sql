UPDATE membership SET administrator = :administrator, granted_by = :granted_by, granted_at = :granted_at, ended_at = :ended_at, version = :version + 1
WHERE organisation = :organisation AND account = :account AND version = :version
