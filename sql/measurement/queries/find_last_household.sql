SELECT sequence, booked_on FROM lot_household
WHERE booked_on <= :day
ORDER BY booked_on DESC, sequence DESC
LIMIT 1
