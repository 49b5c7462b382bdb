INSERT INTO proposal_line (proposal_id, position) VALUES {{(:proposal_id, :position)}}
