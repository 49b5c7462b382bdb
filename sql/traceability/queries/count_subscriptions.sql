SELECT COUNT(*) AS subscriptions FROM event_subscription WHERE organisation_id = :organisation
