SELECT DISTINCT household_id FROM lot_household WHERE lot_id IN (:lots*) ORDER BY household_id
