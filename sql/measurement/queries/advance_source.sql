UPDATE measurement_source SET sequence = :sequence, booked_on = :booked_on WHERE origin = :origin
