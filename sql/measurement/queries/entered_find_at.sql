SELECT revision, entered_at FROM entered_revision FORCE INDEX (entered_revision_at)
WHERE entered_at <= :at
ORDER BY entered_at DESC, revision DESC
LIMIT 1
