DELETE FROM one_time_code WHERE phone_lookup = :phone_lookup AND purpose = :purpose
