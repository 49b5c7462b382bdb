DELETE FROM event_subscription WHERE id = :id AND organisation_id = :organisation
