SELECT id, organisation_id, actor, behaviour, document, leased_until, attempts FROM capture_job WHERE id = :id
