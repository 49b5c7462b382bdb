INSERT INTO organisation_proof (organisation, document_name, media_type, content, sha256, received_at)
VALUES (:organisation, :document_name, :media_type, :content, :sha256, :now)
