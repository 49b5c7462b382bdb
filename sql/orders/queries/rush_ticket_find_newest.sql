SELECT id, rush, buyer, round, place, joined_at, admitted_at, admitted_until, used_at, units
FROM rush_ticket
WHERE rush = :rush AND buyer = :buyer
ORDER BY round DESC
LIMIT 1
