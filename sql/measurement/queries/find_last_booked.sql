SELECT booked_on, first_sequence FROM measurement_booked
WHERE origin = :origin AND booked_on <= :day
ORDER BY origin DESC, booked_on DESC
LIMIT 1
