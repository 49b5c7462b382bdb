SELECT evidence_key FROM flag WHERE rule = :rule AND evidence_key IN (:keys*)
