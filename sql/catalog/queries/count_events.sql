SELECT aggregate_id, COUNT(*) AS events, MAX(version) AS newest
FROM outbox
WHERE aggregate_type = :aggregate_type AND aggregate_id IN (:ids*)
GROUP BY aggregate_id
