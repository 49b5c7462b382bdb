UPDATE log_state SET leased_until = :now WHERE id = 1 AND holder = :holder AND leased_until > :now
