SELECT id, organisation_id, actor, behaviour, document, attempts FROM capture_job WHERE id = :id
