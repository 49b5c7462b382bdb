-- small table: measurement_source (one row for each source)
SELECT origin, sequence, booked_on FROM measurement_source ORDER BY origin
