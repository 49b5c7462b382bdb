INSERT INTO import_problem (import_id, position, sheet_row, heading, code, detail)
VALUES {{(:import, :position, :row, :heading, :code, :detail)}}
