SELECT sequence, booked_on FROM measurement_entry
WHERE measure = :measure AND origin = :origin AND booked_on <= :day
ORDER BY measure DESC, origin DESC, booked_on DESC, sequence DESC
LIMIT 1
