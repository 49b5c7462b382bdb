SELECT id, organisation, region, year, cap_fen, source, entered_by, entered_at
FROM gift_cap FORCE INDEX (PRIMARY)
WHERE id < :before
ORDER BY id DESC
LIMIT :limit
