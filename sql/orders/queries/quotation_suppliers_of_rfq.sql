SELECT supplier FROM quotation WHERE rfq_id = :rfq_id AND state <> 'withdrawn' ORDER BY supplier
