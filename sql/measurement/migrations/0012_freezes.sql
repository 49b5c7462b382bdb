-- A period is cut first, under the sources' locks, and signed when its figures are summed as of that cut: until then it has
-- neither digest nor signatures, and is told to nobody.
ALTER TABLE period_freeze
  MODIFY digest BINARY(32) NULL,
  MODIFY signatures MEDIUMTEXT NULL,
  MODIFY as_of VARCHAR(250) CHARACTER SET ascii NOT NULL;
ALTER TABLE measurement_report MODIFY as_of VARCHAR(250) CHARACTER SET ascii COLLATE ascii_bin NOT NULL;
ALTER TABLE export_job MODIFY as_of VARCHAR(250) CHARACTER SET ascii COLLATE ascii_bin NOT NULL;

-- What was confirmed or withdrawn as of a revision (entered_revision).
ALTER TABLE benefit_step ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
