SELECT registration_id FROM voucher_claim WHERE sha256 = :sha256 FOR UPDATE
