INSERT INTO gift_cap (id, organisation, region, year, cap_fen, source, entered_by, entered_at)
VALUES (:id, :organisation, :region, :year, :cap_fen, :source, :entered_by, :entered_at)
