SELECT id, state, attempt FROM export_job WHERE id IN (:ids*)
