SELECT id, organisation, region, year, cap_fen, source, entered_by, entered_at
FROM gift_cap FORCE INDEX (gift_cap_scope)
WHERE organisation = :organisation AND region = :region AND year = :year
ORDER BY id DESC
LIMIT 1
