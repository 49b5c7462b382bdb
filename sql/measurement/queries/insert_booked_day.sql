INSERT INTO measurement_booked (origin, booked_on, first_sequence) VALUES {{(:origin, :booked_on, :first_sequence)}}
