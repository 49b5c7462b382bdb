DELETE FROM event_subscription WHERE id = :id
