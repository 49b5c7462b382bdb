UPDATE rfq_line SET awarded_to = NULL WHERE rfq_id = :rfq_id AND awarded_to = :quotation
