SELECT kind FROM epcis_value WHERE organisation_id = :organisation AND kind IN (:kinds*) AND value_hash = :value_hash LIMIT 1
