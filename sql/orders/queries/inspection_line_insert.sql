INSERT INTO inspection_line (inspection_id, line_id, accepted, rejected, remark)
VALUES {{(:inspection_id, :line_id, :accepted, :rejected, :remark)}}
