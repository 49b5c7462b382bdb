SELECT action, organisation, reason, taken_at FROM flag_step WHERE flag_id = :flag ORDER BY version
