SELECT occurred_at FROM flag_reached WHERE stream = :stream
