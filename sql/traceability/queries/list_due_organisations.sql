-- By each one's longest due, also where somebody is at it; reads one row of the index for each organisation.
SELECT organisation_id, MIN(next_at) AS due_at FROM event_subscription
WHERE state = 'active' GROUP BY state, organisation_id HAVING MIN(next_at) <= :now ORDER BY due_at LIMIT :limit
