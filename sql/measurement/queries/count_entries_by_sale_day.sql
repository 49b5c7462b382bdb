-- Of a state, no further than to the limit.
SELECT COUNT(*) AS entries FROM (
  SELECT line_id FROM measurement_entry WHERE measure = :measure AND sale_posted_on BETWEEN :from AND :to AND
    ((origin = 'orders' AND sequence <= :orders_cut) OR (origin = 'registrations' AND sequence <= :registrations_cut))
  LIMIT :limit) AS some
