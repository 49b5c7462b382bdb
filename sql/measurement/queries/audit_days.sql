-- audit: the days that anything is counted under
SELECT MIN(first_day) AS first_day, MAX(last_day) AS last_day FROM (
  SELECT MIN(posted_on) AS first_day, MAX(posted_on) AS last_day FROM measurement_entry WHERE measure = :measure
  UNION ALL SELECT MIN(sale_posted_on), MAX(sale_posted_on) FROM measurement_entry WHERE measure = :measure) AS days
