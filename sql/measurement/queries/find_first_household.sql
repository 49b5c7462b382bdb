SELECT sequence FROM lot_household
WHERE booked_on > :day
ORDER BY booked_on, sequence
LIMIT 1
