-- One process asks the channel; the others see a later time.
UPDATE payment SET attempts = attempts + 1, next_check_at = :next WHERE id = :id AND next_check_at <= :now
