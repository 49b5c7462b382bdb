INSERT INTO volume_target (year, level, subject, measure, version, amount_fen, buyer_region, origin_region, reason, set_by, set_at, revision)
VALUES (:year, :level, :subject, :measure, :version, :amount, :buyer_region, :origin_region, :reason, :set_by, :set_at, :revision)
