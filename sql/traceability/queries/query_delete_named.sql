DELETE FROM named_query WHERE organisation_id = :organisation AND name = :name
