SELECT booked_on, first_sequence FROM measurement_booked
WHERE origin = :origin AND booked_on > :day
ORDER BY origin, booked_on
LIMIT 1
