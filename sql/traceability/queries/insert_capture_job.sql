INSERT INTO capture_job (id, organisation_id, actor, behaviour, document, leased_until, attempts, created_at, finished_at, captured, errors)
VALUES (:id, :organisation, :actor, :behaviour, :document, :leased_until, 0, :now, :finished_at, :captured, :errors)
