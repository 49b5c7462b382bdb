INSERT INTO herb_record (lot_id, number, stage, happened_on, household_id, corrects, finding, content, actor, recorded_at)
VALUES (:lot, :number, :stage, :happened_on, :household, :corrects, :finding, :content, :actor, :now)
