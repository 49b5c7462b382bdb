SELECT a.id, a.status, a.data_key, a.phone, a.phone_lookup, a.password,
  (SELECT COUNT(*) FROM address d WHERE d.owner = a.id) AS addresses,
  (SELECT COUNT(*) FROM session s WHERE s.account = a.id AND s.ended_at IS NULL) AS sessions,
  (SELECT COUNT(*) FROM membership m WHERE m.account = a.id AND m.ended_at IS NULL) AS memberships
FROM account a
WHERE a.id > :after
ORDER BY a.id
LIMIT :limit
