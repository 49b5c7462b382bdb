SELECT rfq_id, supplier FROM rfq_supplier WHERE rfq_id IN (:rfqs*) ORDER BY rfq_id, supplier
