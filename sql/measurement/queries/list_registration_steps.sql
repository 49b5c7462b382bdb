SELECT action, organisation, reason, taken_at FROM registration_step WHERE registration_id = :registration ORDER BY version
