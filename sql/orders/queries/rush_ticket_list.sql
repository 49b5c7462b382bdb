SELECT id, rush, buyer, round, place, joined_at, admitted_at, admitted_until, used_at, units
FROM rush_ticket FORCE INDEX (rush_ticket_turn)
WHERE rush = :rush AND place > :after
ORDER BY place
LIMIT :limit
