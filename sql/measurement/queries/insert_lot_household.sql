-- Who is named again was known before.
INSERT INTO lot_household (lot_id, household, sequence, booked_on) VALUES {{(:lot, :household, :sequence, :booked_on)}}
ON DUPLICATE KEY UPDATE household = VALUES(household)
