INSERT INTO export_job (id, organisation_id, region, actor, kind, format, title, language, question, as_of, state, failure, attempt, leased_until,
  rows_written, rows_expected, file_bytes, file_hash, created_at, finished_at, expires_at)
VALUES (:id, :organisation, :region, :actor, :kind, :format, :title, :language, :question, :as_of, 'waiting', '', 0, :now,
  0, :rows_expected, 0, :no_hash, :now, NULL, NULL)
