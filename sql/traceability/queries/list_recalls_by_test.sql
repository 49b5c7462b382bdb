-- Those of a lot's own that its failed test began: both were written in one transaction.
SELECT r.lot_id FROM recall AS r JOIN lot_test AS t ON t.lot_id = r.lot_id AND t.recorded_at = r.requested_at AND t.result = 'fail'
WHERE r.lot_id IN (:lots*) AND r.origin_lot_id = r.lot_id
