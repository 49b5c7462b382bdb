INSERT INTO lot_household (lot_id, household) VALUES {{(:lot, :household)}}
ON DUPLICATE KEY UPDATE household = VALUES(household)
