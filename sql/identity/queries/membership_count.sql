SELECT COUNT(*) AS members, COALESCE(SUM(administrator), 0) AS administrators FROM membership
WHERE organisation = :organisation AND ended_at IS NULL
