SELECT a.id, a.data_key, a.phone FROM membership m JOIN account a ON a.id = m.account
WHERE m.organisation = :organisation AND m.administrator = 1 AND m.ended_at IS NULL ORDER BY a.id
