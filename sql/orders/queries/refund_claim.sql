UPDATE refund SET attempts = attempts + 1, next_attempt_at = :next WHERE id = :id AND next_attempt_at <= :now
