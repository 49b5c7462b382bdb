UPDATE one_time_code SET attempts_left = attempts_left - 1 WHERE phone_lookup = :phone_lookup AND purpose = :purpose AND attempts_left > 0
