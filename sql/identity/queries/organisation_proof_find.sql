SELECT document_name, media_type, content, sha256, received_at FROM organisation_proof WHERE organisation = :organisation
