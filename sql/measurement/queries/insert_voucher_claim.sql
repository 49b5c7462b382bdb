INSERT INTO voucher_claim (sha256, registration_id) VALUES (:sha256, :registration)
