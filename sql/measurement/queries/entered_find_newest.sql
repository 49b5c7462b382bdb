SELECT revision, entered_at FROM entered_revision FORCE INDEX (PRIMARY)
WHERE revision <= :revision
ORDER BY revision DESC
LIMIT 1
