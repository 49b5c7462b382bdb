SELECT id, account, administrator, granted_at, version FROM membership
WHERE organisation = :organisation AND account = :account AND ended_at IS NULL
