SELECT sequence FROM measurement_entry
WHERE measure = :measure AND origin = :origin AND booked_on > :day
ORDER BY measure, origin, booked_on, sequence
LIMIT 1
