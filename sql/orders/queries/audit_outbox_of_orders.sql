SELECT aggregate_id, COUNT(*) AS events, MAX(version) AS version
FROM outbox
WHERE aggregate_type = 'order' AND aggregate_id IN (:orders*)
GROUP BY aggregate_id
