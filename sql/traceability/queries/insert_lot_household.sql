INSERT INTO lot_household (lot_id, household_id) VALUES {{(:lot, :household)}}
