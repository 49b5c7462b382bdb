SELECT lot_id FROM commitment_certificate WHERE certificate_number = :certificate_number AND withdrawn = 0
