SELECT lot_id, number, stage, happened_on, household_id, corrects, finding, content, actor, recorded_at
FROM herb_record WHERE lot_id IN (:lots*) ORDER BY lot_id, number LIMIT :limit
