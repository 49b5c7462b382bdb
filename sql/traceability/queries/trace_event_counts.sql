SELECT lot_id, SUM(events) AS events FROM lot_journey WHERE lot_id IN (:lots*) GROUP BY lot_id
