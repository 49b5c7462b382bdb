-- The days a line was counted under, for refunds that refer to them, and its own number.
SELECT measure, line_id, sale_on, attributed_on, sale_posted_on, sequence FROM measurement_entry
WHERE measure IN (:measures*) AND line_id IN (:lines*) AND kind = 'sale' AND source = :no_source
