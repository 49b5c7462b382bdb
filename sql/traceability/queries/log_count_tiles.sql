-- audit: counts what there is in one look, so that what grows meanwhile does not differ
SELECT s.size, (SELECT COUNT(*) FROM log_tile) AS tiles, (SELECT COUNT(*) FROM log_leaf) AS leaves
FROM log_state AS s WHERE s.id = 1
