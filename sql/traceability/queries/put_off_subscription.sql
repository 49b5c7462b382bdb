UPDATE event_subscription SET next_at = :until WHERE id = :id AND state = 'active' AND next_at <= :now
