DELETE FROM event_subscription WHERE organisation_id = :organisation AND query_id = :query
