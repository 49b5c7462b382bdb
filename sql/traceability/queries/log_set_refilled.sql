UPDATE log_state SET refilled_to = :to WHERE id = 1
