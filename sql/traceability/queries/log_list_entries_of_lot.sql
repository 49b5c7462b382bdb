-- In the order of the primary key, so that it ends with the page and not with the lot's events.
SELECT l.event_id, f.leaf_index, f.digest
FROM epcis_event_lot AS l STRAIGHT_JOIN log_leaf AS f ON f.event_id = l.event_id
WHERE l.lot_id = :lot AND l.event_id > :after ORDER BY l.event_id LIMIT :limit
