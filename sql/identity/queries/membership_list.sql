SELECT m.id, m.account, m.administrator, m.granted_at, m.version, a.data_key, a.phone
FROM membership m JOIN account a ON a.id = m.account
WHERE m.organisation = :organisation AND m.account > :after AND m.ended_at IS NULL ORDER BY m.account LIMIT :limit
