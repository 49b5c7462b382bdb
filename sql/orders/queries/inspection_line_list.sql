SELECT line_id, accepted, rejected, remark FROM inspection_line WHERE inspection_id = :inspection_id ORDER BY line_id
