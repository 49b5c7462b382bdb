UPDATE voucher_claim SET registration_id = :to WHERE sha256 = :sha256 AND registration_id = :from
