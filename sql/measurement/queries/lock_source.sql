SELECT sequence, booked_on FROM measurement_source WHERE origin = :origin FOR UPDATE
