SELECT id
FROM rush_ticket FORCE INDEX (rush_ticket_turn)
WHERE rush = :rush AND place IS NULL
ORDER BY turn
LIMIT :limit
