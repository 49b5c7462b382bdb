-- No further than to the limit.
SELECT COUNT(*) AS entries FROM (
  SELECT line_id FROM measurement_entry WHERE measure = :measure AND sale_posted_on BETWEEN :from AND :to LIMIT :limit) AS some
