SELECT o.id, o.kind, o.status, o.name, o.uscc, o.region, o.superior, o.version, o.created_at, m.administrator, m.granted_at, m.ended_at,
  m.id AS membership, m.version AS membership_version
FROM membership m JOIN organisation o ON o.id = m.organisation
WHERE m.account = :account ORDER BY m.organisation
