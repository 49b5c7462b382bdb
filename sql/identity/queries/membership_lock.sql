SELECT id, account, administrator, granted_at, ended_at, version FROM membership WHERE organisation = :organisation AND account = :account FOR UPDATE
