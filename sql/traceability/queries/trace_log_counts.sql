-- Of lots that have a few at most: by the primary key of the lot, then a look-up each.
SELECT l.lot_id, COUNT(*) AS entries
FROM epcis_event_lot AS l STRAIGHT_JOIN log_leaf AS f ON f.event_id = l.event_id
WHERE l.lot_id IN (:lots*) GROUP BY l.lot_id
