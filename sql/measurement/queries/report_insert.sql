INSERT INTO measurement_report (id, organisation_id, region, title, question, as_of, digest, actor, created_at)
VALUES (:id, :organisation, :region, :title, :question, :as_of, :digest, :actor, :now)
