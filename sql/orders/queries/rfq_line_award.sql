-- As many rows match as lines are asked for, or somebody has one of them.
UPDATE rfq_line SET awarded_to = :quotation WHERE rfq_id = :rfq_id AND position IN (:positions*) AND awarded_to IS NULL
