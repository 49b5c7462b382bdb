SELECT action, organisation, reason, taken_at FROM benefit_step WHERE batch = :batch ORDER BY version
