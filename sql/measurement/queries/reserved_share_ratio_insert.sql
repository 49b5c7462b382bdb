INSERT INTO reserved_share_ratio (region, year, version, ratio_ppm, standing, source, reason, entered_by, entered_at)
VALUES (:region, :year, :version, :ratio_ppm, :standing, :source, :reason, :by, :entered_at)
